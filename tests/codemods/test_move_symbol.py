"""`move_symbol.MoveSymbol` in libcst's runner: the bytes of `rezone migrate` for the same move."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rezone.phases import api

FILES = {
    "pkg/__init__.py": "from .mod import S\n",
    "pkg/mod.py": "import os\nimport sys\n\n\nclass S:\n    at = os.sep\n\n\nprint(sys.path)\n",
    "pkg/other.py": '"""Other."""\n',
    "use.py": "import pkg.mod\nprint(pkg.mod.S)\n",
    "notes.md": "See `pkg.mod.S`.\n",
}


def tree(folder: Path) -> Path:
    (folder / ".git").mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / ".libcst.codemod.yaml").write_text("modules: [rezone.codemods]\n")
    return folder


def contents(folder: Path) -> dict[str, str]:
    paths = [p for p in folder.rglob("*") if p.is_file() and p.suffix in (".py", ".md")]
    found = {p.relative_to(folder).as_posix(): p.read_text() for p in paths}
    return {name: text for name, text in found.items() if not name.startswith("migration_")}


def codemod(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["libcst.tool", "codemod", "move_symbol.MoveSymbol", "--hide-progress"]
    return subprocess.run(
        [sys.executable, "-m", *command, *arguments, "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("target", ["pkg.other:S", "pkg.deep.fresh:T"])
def test_one_symbol_moves_as_a_plan_would_move_it(target: str, tmp_path: Path) -> None:
    here, there = tree(tmp_path / "here"), tree(tmp_path / "there")
    done = codemod(here, "--old", "pkg.mod:S", "--new", target)
    assert done.returncode == 0, done.stderr
    config = tmp_path / "plan.json"
    config.write_text(json.dumps({"roots": ["."], "moves": {"pkg.mod:S": target}}))
    api.migrate(there, api.load(there, config), 1)
    assert FILES != contents(here) == contents(there)


def test_a_preview_writes_nothing(tmp_path: Path) -> None:
    here = tree(tmp_path)
    done = codemod(here, "--old", "pkg.mod:S", "--new", "pkg.fresh:S", "-u", "3")
    assert done.returncode == 0, done.stderr
    assert "+from .fresh import S" in done.stdout
    assert contents(here) == FILES


def test_what_is_no_symbol_or_cannot_move_ends_the_run(tmp_path: Path) -> None:
    here = tree(tmp_path)
    for old, said in (("pkg.mod", "is no symbol"), ("pkg.mod:Sun", "'pkg.mod' has no 'Sun'")):
        done = codemod(here, "--old", old, "--new", "pkg.other:S")
        assert done.returncode != 0
        assert said in done.stderr
    assert contents(here) == FILES
