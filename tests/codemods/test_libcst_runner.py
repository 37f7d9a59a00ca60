"""libcst's own codemod runner: the same bytes as `rezone migrate`, and nothing in a preview."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MONOLITH = Path(__file__).parents[2] / "examples" / "anomaly_monolith"
OURS = ("migration_", ".git", "__pycache__")


def run(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


def codemod(tree: Path, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(tree, "libcst.tool", "codemod", command, "--hide-progress", *arguments, ".")


def snapshot(tree: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.relative_to(tree).as_posix(): (
            path.read_bytes() if path.is_file() else b"",
            path.lstat().st_mode,
        )
        for path in tree.rglob("*")
        if not any(part.startswith(OURS) for part in path.relative_to(tree).parts)
    }


@pytest.fixture
def monolith(tmp_path: Path) -> Path:
    ignore = shutil.ignore_patterns("__pycache__", ".pytest_cache", "*.egg-info")
    shutil.copytree(MONOLITH, tmp_path / "here", symlinks=True, ignore=ignore)
    return tmp_path / "here"


def test_the_list_names_every_command(monolith: Path) -> None:
    names = {
        line.partition(" ")[0] for line in run(monolith, "libcst.tool", "list").stdout.split("\n")
    }
    phases = {f"phases.phase{number}" for number in range(1, 8)}
    assert phases | {"relocate.RelocateModules", "rewrite.RewriteReferences"} <= names
    assert "move_symbol.MoveSymbol" in names


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_phases_in_the_runner_give_the_bytes_of_migrate(monolith: Path, jobs: str) -> None:
    other = monolith.with_name("there")
    shutil.copytree(monolith, other, symlinks=True)
    for number in (1, 2, 4):
        done = codemod(monolith, f"phases.phase{number}", "-j", jobs)
        assert done.returncode == 0, done.stderr
        migrate = ("rezone.codemods.cli.main", "migrate", "--phase", str(number), "--execute")
        assert run(other, *migrate, "-q").returncode == 0
        assert snapshot(monolith) == snapshot(other)


@pytest.mark.parametrize("context", [["-u"], ["-u", "0"], ["--unified-diff", "3", "-j", "2"]])
def test_a_preview_prints_a_diff_and_writes_nothing(monolith: Path, context: list[str]) -> None:
    before = snapshot(monolith)
    command = [sys.executable, "-m", "libcst.tool", "codemod", "phases.phase1", ".", *context]
    done = subprocess.run(command, cwd=monolith, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "+from core.anomaly_detection.domain.entities" in done.stdout
    assert snapshot(monolith) == before


def small(tmp_path: Path) -> Path:
    files = {
        ".libcst.codemod.yaml": "modules:\n- rezone.codemods\n",
        "app/__init__.py": "",
        "app/db.py": "NAME = 'db'\n",
        "app/form.py": "X = 1\n\x0cfrom .db import NAME\n",
        "use.py": "from app.db import NAME\nfrom app import form\n",
        "plan.json": json.dumps({"roots": ["."], "moves": {"app.db": "data.db"}}),
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_relocate_modules_takes_any_plan(tmp_path: Path) -> None:
    tree = small(tmp_path)
    done = codemod(tree, "relocate.RelocateModules", "--config", "plan.json")
    assert done.returncode == 0, done.stderr
    assert (tree / "data/db.py").read_text() == "NAME = 'db'\n"
    assert (tree / "use.py").read_text().startswith("from data.db import NAME\n")
    # LibCST cannot print the form feed: rezone writes this file itself
    assert (tree / "app/form.py").read_bytes() == b"X = 1\n\x0cfrom data.db import NAME\n"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_bridges_are_those_of_migrate(tmp_path: Path, jobs: str) -> None:
    here, there = small(tmp_path / "here"), small(tmp_path / "there")
    plan = json.dumps({"roots": ["."], "moves": {"app": "core.app"}, "shims": True})
    for tree in (here, there):
        (tree / "plan.json").write_text(plan)
    done = codemod(here, "relocate.RelocateModules", "--config", "plan.json", "-j", jobs)
    assert done.returncode == 0, done.stderr
    command = ("rezone.codemods.cli.main", "migrate", "--phase", "1", "--execute")
    assert run(there, *command, "--config", "plan.json").returncode == 0
    assert (here / "app/db.py").read_text().startswith("# rezone: bridge app.db -> core.app.db ")
    assert snapshot(here) == snapshot(there)


def test_bridges_after_the_fact_are_those_of_migrate(tmp_path: Path) -> None:
    here, there = small(tmp_path / "here"), small(tmp_path / "there")
    command = ("rezone.codemods.cli.main", "migrate", "--phase", "1", "--execute")
    for tree, shims in ((here, "--no-shims"), (there, "--shims")):
        assert run(tree, *command, "--config", "plan.json", shims).returncode == 0
    before = snapshot(here)
    arguments = ("shims.WriteBridges", "--config", "plan.json", "--phase", "1")
    done = codemod(here, *arguments, "-u", "1")
    assert done.returncode == 0, done.stderr
    assert snapshot(here) == before
    assert "bridge: app/db.py" in done.stderr
    assert codemod(here, *arguments).returncode == 0
    assert snapshot(here) == snapshot(there)  # form feeds, which LibCST loses, included
    assert codemod(here, *arguments).returncode == 0
    assert snapshot(here) == snapshot(there)


def test_a_phase_that_is_to_come_leaves_its_bridges_itself(tmp_path: Path) -> None:
    done = codemod(small(tmp_path), "shims.WriteBridges", "--config", "plan.json", "--phase", "1")
    assert done.returncode != 0
    assert "rezone migrate --phase 1 --execute --shims" in done.stderr


def test_rewrite_references_moves_no_file(tmp_path: Path) -> None:
    tree = small(tmp_path)
    (tree / "app/db.py").unlink()
    done = codemod(tree, "rewrite.RewriteReferences", "--config", "plan.json")
    assert done.returncode == 0, done.stderr
    assert (tree / "use.py").read_text() == "from data.db import NAME\nfrom app import form\n"
    assert not (tree / "data").exists()


@pytest.mark.parametrize("command", ["relocate.RelocateModules", "rewrite.RewriteReferences"])
def test_a_file_that_names_nothing_keeps_its_form_feed(tmp_path: Path, command: str) -> None:
    tree = small(tmp_path)
    (tree / "other.py").write_bytes(b"X = 1\n\x0cY = 2\n")
    assert codemod(tree, command, "--config", "plan.json").returncode == 0
    assert (tree / "other.py").read_bytes() == b"X = 1\n\x0cY = 2\n"


def test_a_wrong_plan_ends_the_run_with_a_message(tmp_path: Path) -> None:
    tree = small(tmp_path)
    (tree / "plan.json").write_text('{"roots": ["."], "moves": {"app.nowhere": "data.db"}}')
    before = snapshot(tree)
    for config in ("plan.json", "missing.json"):
        done = codemod(tree, "relocate.RelocateModules", "--config", config)
        assert done.returncode != 0
        assert config in done.stderr
        assert "Traceback" not in done.stderr
    assert snapshot(tree) == before
