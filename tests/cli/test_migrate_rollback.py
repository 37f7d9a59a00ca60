"""`rezone migrate --rollback` where people went on working, and where later phases are applied."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

PLAN = """\
[workspace]
roots = ["."]
[[phases]]
number = 1
moves = [{ source = "shop.text", target = "shared.text" }]
[[phases]]
number = 2
moves = [{ source = "shop.orders", target = "sales.orders" }]
[[phases]]
number = 3
depends_on = [1]
moves = [{ source = "shared", target = "base" }]
"""
FILES = {
    "rezone.toml": PLAN,
    "shop/__init__.py": "",
    "shop/text.py": "A = 1\nB = 2\nC = 3\n",
    "shop/orders.py": "from shop.text import A\n",
}


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True)
    return done.stdout.decode()


@pytest.fixture
def root(tmp_path: Path, rezone) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    for words in (("init",), ("config", "user.name", "a"), ("config", "user.email", "a@b.c")):
        git(tmp_path, *words)
    assert rezone("--root", tmp_path, "migrate", "--all", "--execute").exit_code == 0
    return tmp_path


def migrate(rezone, root: Path, *arguments: str):
    return rezone("--root", root, "migrate", "--rollback", *arguments)


def tree(root: Path) -> dict[str, str]:
    names = [path.relative_to(root).as_posix() for path in root.glob("*/*.py")]
    kept = ["rezone.toml", *(name for name in names if not name.startswith("migration_"))]
    return {name: (root / name).read_text() for name in kept}


def test_a_phase_below_others_is_refused_with_the_order(root: Path, rezone) -> None:
    before = tree(root)
    refused = migrate(rezone, root, "--phase", "1")
    assert refused.exit_code == 1
    assert "roll back in this order: 3, then 2, then 1; --cascade does" in refused.stderr
    assert tree(root) == before


def test_cascade_rolls_the_later_ones_back_first(root: Path, rezone) -> None:
    done = migrate(rezone, root, "--phase", "2", "--cascade")
    assert done.exit_code == 0, done.stderr
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == [
        "phase 3 rolled back",
        "phase 2 rolled back",
    ]
    assert (root / "shared/text.py").exists()
    told = migrate(rezone, root, "--phase", "1", "--cascade", "--format", "json")
    assert [report["phase"] for report in json.loads(told.stdout)] == [1]
    assert tree(root) == FILES
    again = migrate(rezone, root, "--phase", "1", "--cascade")
    assert (again.exit_code, "rolled back already" in again.stderr) == (0, True)


def test_cascade_keeps_edits_through_every_phase(root: Path, rezone) -> None:
    (root / "base/text.py").write_text("A = 1\nB = 2\nC = 33\n")
    (root / "sales/orders.py").write_text("from base.text import A, B\n")
    (root / "tests").mkdir()
    (root / "tests/test_a.py").write_text("from base import text\nfrom sales import orders\n")
    done = migrate(rezone, root, "--phase", "1", "--cascade", "--keep-edits")
    assert done.exit_code == 0, done.stderr
    assert tree(root) == FILES | {
        "shop/text.py": "A = 1\nB = 2\nC = 33\n",
        "shop/orders.py": "from shop.text import A, B\n",
        "tests/test_a.py": "from shop import text\nfrom shop import orders\n",
    }
    assert "merged: shop/text.py\n" in done.stdout
    assert "rewritten: tests/test_a.py\n" in done.stdout


def test_conflicts_end_with_one_and_stop_the_cascade(root: Path, rezone) -> None:
    (root / "shared").mkdir()
    (root / "shared/text.py").write_text("MINE = 1\n")
    done = migrate(rezone, root, "--phase", "1", "--cascade", "--keep-edits", "-q")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "CONFLICT: Merge conflict: shared/text.py\n" in done.stderr
    assert "<<<<<<< edited\nMINE = 1\n" in (root / "shared/text.py").read_text()
    assert (root / "sales/orders.py").exists()


def test_options_that_do_not_go_together_are_usage_errors(root: Path, rezone) -> None:
    for options in (("--keep-edits", "--force"), ("--dry-run", "--keep-edits"), ("--execute",)):
        wrong = migrate(rezone, root, "--phase", "3", "--cascade", *options)
        assert wrong.exit_code == 2, options


def test_edits_are_committed_with_the_rollback(root: Path, rezone) -> None:
    (root / "base/text.py").write_text("A = 1\nB = 2\nC = 33\n")
    (root / "base/more.py").write_text("from base.text import A\n")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Work")
    done = migrate(rezone, root, "--phase", "3", "--keep-edits", "--commit")
    assert done.exit_code == 0, done.stderr
    assert git(root, "status", "--porcelain") == ""
    assert (root / "shared/more.py").read_text() == "from shared.text import A\n"
    renames = git(root, "show", "--format=", "--name-status", "-M100%", "HEAD~")
    assert {line.split("\t")[0] for line in renames.splitlines()} == {"R100"}
