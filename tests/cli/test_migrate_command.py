"""`rezone migrate` as a person uses it: preview, execute, run again, edit, roll back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

MOVES = {"shop.util.text": "shared.text", "shop.orders": "sales.orders"}
FILES = {
    "src/shop/__init__.py": "from .orders.order import Order\n",
    "src/shop/util/__init__.py": "",
    "src/shop/util/text.py": "def title(s: str) -> str:\n    return s.title()\n",
    "src/shop/orders/__init__.py": "",
    "src/shop/orders/order.py": "from ..util import text  # names\n\n\nclass Order:\n"
    "    name = text.title('an order')\n",
    "src/shop/orders/schema.json": "{}\n",
    "tests/test_order.py": "import shop.orders.order\nfrom shop.util import text\n\n\n"
    "def test_name() -> None:\n"
    "    assert shop.orders.order.Order.name == text.title('an order')\n",
    "pyproject.toml": '[project.scripts]\norder = "shop.orders.order:Order"\n',
    "bin/run.sh": "#!/bin/sh\nexec python -m shop.orders.order\n",
}


def snapshot(root: Path) -> dict[str, tuple[bytes, int]]:
    """Return bytes and mode of everything a person would call the tree."""
    ours = ("migration_", ".git")
    return {
        path.relative_to(root).as_posix(): (
            path.read_bytes() if path.is_file() else b"",
            path.lstat().st_mode,
        )
        for path in sorted(root.rglob("*"))
        if not path.relative_to(root).parts[0].startswith(ours)
    }


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / "bin/run.sh").chmod(0o755)
    (root / "moves.json").write_text(json.dumps({"roots": ["src"], "moves": MOVES}))
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "-c", "user.name=t", "-c", "user.email=t@example.invalid", "commit", "-qm", "start")
    return root


def git(root: Path, *arguments: str, stdin: bytes = b"") -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=root, input=stdin, capture_output=True, check=True
    )
    return done.stdout.decode()


def command(root: Path, *arguments: str) -> list[str]:
    head = [sys.executable, "-m", "rezone.codemods.cli.main", "--root", str(root)]
    return [*head, "--config", str(root / "moves.json"), *arguments]


def migrate(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command(root, "migrate", "--phase", "1", *arguments), capture_output=True, check=False
    )


def test_a_dry_run_writes_nothing_and_its_diff_is_what_execute_does(tree: Path) -> None:
    before = snapshot(tree)
    preview = migrate(tree, "--dry-run")
    assert (preview.returncode, snapshot(tree)) == (0, before)
    assert not list(tree.glob("migration_*"))
    assert b"rename from src/shop/util/text.py\nrename to src/shared/text.py" in preview.stdout
    git(tree, "apply", stdin=preview.stdout)
    applied = snapshot(tree)
    git(tree, "checkout", "-q", ".")
    git(tree, "clean", "-qfd")
    assert migrate(tree, "--execute").returncode == 0
    assert snapshot(tree) == applied


def test_a_dry_run_draws_what_moves_and_its_diff_stays_a_diff(tree: Path) -> None:
    plain, drawn = migrate(tree, "--dry-run"), migrate(tree, "--dry-run", "--tree")
    assert drawn.stdout == plain.stdout
    assert "orders/  ← src/shop/orders/  (3 files)" in drawn.stderr.decode()
    assert migrate(tree, "--execute", "--tree").returncode == 2


def test_every_reference_follows(tree: Path) -> None:
    assert migrate(tree, "--execute").returncode == 0
    after = {name: content.decode() for name, (content, _) in snapshot(tree).items()}
    assert after["src/shop/__init__.py"] == "from sales.orders.order import Order\n"
    assert after["src/sales/orders/order.py"].startswith("from shared import text  # names\n")
    assert after["tests/test_order.py"].startswith(
        "import sales.orders.order\nfrom shared import text\n"
    )
    assert "assert sales.orders.order.Order.name" in after["tests/test_order.py"]
    assert after["pyproject.toml"].endswith('order = "sales.orders.order:Order"\n')
    assert after["bin/run.sh"].endswith("python -m sales.orders.order\n")
    assert snapshot(tree)["bin/run.sh"][1] & 0o777 == 0o755
    assert "src/sales/orders/schema.json" in after
    assert "src/shop/util" not in after  # emptied
    assert {"src/sales/__init__.py", "src/shared/__init__.py"} <= after.keys()
    environment = {"PYTHONPATH": str(tree / "src"), "PATH": os.environ["PATH"]}
    tests = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    assert subprocess.run(tests, cwd=tree, env=environment, check=False).returncode == 0


def test_the_report_tells_every_file_and_git_sees_nothing_of_it(tree: Path) -> None:
    done = migrate(tree, "--execute", "--format", "json")
    report = json.loads(done.stdout)
    assert json.loads((tree / "migration_reports/phase1.json").read_bytes()) == report
    assert report["status"] == "applied"
    assert report["totals"]["proven"] == 3
    places = {file["old"]: file["new"] for file in report["files"]}
    assert places["src/shop/util/text.py"] == "src/shared/text.py"
    events = [json.loads(line)["event"] for line in (tree / "migration_phase1.log").open()]
    assert (events[0], events[-1]) == ("started", "applied")
    changed = git(tree, "status", "--porcelain", "--untracked-files=all")
    assert "migration_" not in changed


def test_a_second_run_does_nothing_and_says_so(tree: Path) -> None:
    migrate(tree, "--execute")
    first = snapshot(tree)
    again = migrate(tree, "--execute")
    assert (again.returncode, snapshot(tree)) == (0, first)
    assert b"phase 1 is already applied; nothing to do" in again.stderr


def test_a_clone_of_the_result_knows_that_the_phase_is_applied(tree: Path, tmp_path: Path) -> None:
    migrate(tree, "--execute")
    git(tree, "add", "-A")
    git(tree, "-c", "user.name=t", "-c", "user.email=t@example.invalid", "commit", "-qm", "phase")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(tree), str(clone))
    again = migrate(clone, "--execute")
    assert again.returncode == 0
    assert b"already applied" in again.stderr


def test_rollback_brings_back_every_byte_mode_and_folder(tree: Path) -> None:
    (tree / "src/shop/util/text.py").chmod(0o640)
    before = snapshot(tree)
    migrate(tree, "--execute")
    assert migrate(tree, "--rollback").returncode == 0
    assert snapshot(tree) == before
    assert git(tree, "status", "--porcelain") == ""


def test_rollback_refuses_what_was_edited_since_and_names_it(tree: Path) -> None:
    migrate(tree, "--execute")
    edited = tree / "src/sales/orders/order.py"
    edited.write_text(edited.read_text() + "# later\n")
    after = snapshot(tree)
    refused = migrate(tree, "--rollback")
    assert (refused.returncode, snapshot(tree)) == (1, after)
    assert b"src/sales/orders/order.py" in refused.stderr
    assert b"Traceback" not in refused.stderr
    assert migrate(tree, "--rollback", "--force").returncode == 0
    saved = list((tree / "migration_backups").rglob("order.py"))
    assert any(path.read_text().endswith("# later\n") for path in saved)


def test_a_target_that_exists_is_refused_before_anything_is_written(tree: Path) -> None:
    taken = tree / "src/shared/text.py"
    taken.parent.mkdir()
    taken.write_text("mine = 1\n")
    before = snapshot(tree)
    refused = migrate(tree, "--execute")
    assert (refused.returncode, snapshot(tree)) == (2, before)
    assert b"moves.json:1: RZ101" in refused.stderr
    assert b"shared.text" in refused.stderr


def test_a_file_that_does_not_parse_stops_the_phase_only_if_it_names_what_moves(tree: Path) -> None:
    broken = tree / "tests/broken.py"
    broken.write_text("print 'python 2'\nfrom shop.util import text\n")
    before = snapshot(tree)
    refused = migrate(tree, "--execute")
    assert (refused.returncode, snapshot(tree)) == (1, before)
    assert b"tests/broken.py:1" in refused.stderr
    broken.write_text("print 'python 2'\nfrom shop import other\n")
    assert migrate(tree, "--execute").returncode == 0
    assert broken.read_text() == "print 'python 2'\nfrom shop import other\n"


def test_a_new_import_cycle_is_told_with_its_chain_before_anything_moves(tree: Path) -> None:
    (tree / "src/sales").mkdir()
    (tree / "src/shop/__init__.py").write_text("")
    (tree / "src/sales/__init__.py").write_text("from shop.report import table\n")
    (tree / "src/shop/report.py").write_text(
        "from shop.orders.order import Order\n\n\ndef table() -> str:\n    return Order.name\n"
    )
    before = snapshot(tree)
    refused = migrate(tree, "--execute")
    assert (refused.returncode, snapshot(tree)) == (1, before)
    problem = refused.stderr.decode()
    assert "src/shop/report.py:1" in problem
    assert "src/sales/__init__.py:1" in problem
    assert "is not bound yet" in problem


@pytest.mark.parametrize("delay", [0.1, 0.25, 0.35, 0.45, 0.6])
def test_an_interrupt_leaves_the_tree_as_it_was_or_the_phase_done(tree: Path, delay: float) -> None:
    before = snapshot(tree)
    process = subprocess.Popen(
        command(tree, "migrate", "--phase", "1", "--execute"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _, problem = process.communicate()
    if process.returncode == 0:
        assert migrate(tree, "--rollback").returncode == 0
    else:
        # -2: the interpreter had not begun to run rezone
        assert process.returncode in (130, 1, -2), problem
    assert snapshot(tree) == before


def test_usage_errors_have_code_2_and_a_way_out(tree: Path) -> None:
    for arguments, said in [
        (("migrate", "--phase", "1"), b"--dry-run"),
        (("migrate", "--execute"), b"--all"),
        (("migrate", "--phase", "9", "--execute"), b"its phases: 1"),
    ]:
        done = subprocess.run(command(tree, *arguments), capture_output=True, check=False)
        assert done.returncode == 2
        assert said in done.stderr
        assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("action", ["--dry-run", "--execute"])
@pytest.mark.parametrize("which", [["--phase", "1"], ["--all"]])
def test_strict_refuses_what_a_person_has_to_settle(
    tree: Path, action: str, which: list[str]
) -> None:
    late = tree / "src/late.py"
    late.write_text('from importlib import import_module\nimport_module("shop." + "orders")\n')
    before = snapshot(tree)

    def run(*options: str) -> subprocess.CompletedProcess[bytes]:
        words = command(tree, "migrate", *which, action, "--strict", *options)
        return subprocess.run(words, capture_output=True, check=False)

    strict = run()
    assert strict.returncode == 1
    assert b"src/late.py:2: shop.orders is blocked" in strict.stderr
    told = run("--format", "json")
    assert told.returncode == 1
    assert b"src/late.py:2" in told.stdout
    assert json.loads(told.stdout)
    assert snapshot(tree) == before
    late.unlink()
    assert run().returncode == 0
