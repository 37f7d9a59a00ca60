"""The movers on PyPI: how each is asked for one move, at the version that was measured.

Left out: slicker 0.9.3 (Python 2 only), pymv 1.4 (wants a fork of rope that is not on PyPI),
bowler 0.9.0 and openrewrite 8 (frameworks; nothing in them moves a module), import-surgeon 4.0
and axm-anvil 0.4 (symbols only), pyright (its language server leaves imports alone).
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

DRIVERS = Path(__file__).parent / "drivers"
LIBCST = 'modules: ["{}"]\nblacklist_patterns: []\n'

Commands = Callable[[Path, Path, str, str], list[list[str]]]
"""(folder of programs, tree, old name, new name) → the commands that make one move."""


@dataclass(frozen=True)
class Mover:
    """A program that moves modules; *slow* ones run in the first round only.

    *files* are written into the tree first: path and text.  Those of a *repository* ask git.
    """

    name: str
    requirements: tuple[str, ...]
    commands: Commands
    slow: bool = False
    files: Mapping[str, str] = field(default_factory=dict)
    repository: bool = False


def _path(tree: Path, name: str) -> str:
    """Return the path of the module or package *name*, from *tree*."""
    path = name.replace(".", "/")
    return path if (tree / path).is_dir() else path + ".py"


def _driver(script: str) -> Commands:
    def commands(programs: Path, tree: Path, old: str, new: str) -> list[list[str]]:
        return [[str(programs / "python"), str(DRIVERS / script), str(tree), f"{old}={new}"]]

    return commands


def _server(command: str, ready: str) -> Commands:
    def commands(programs: Path, tree: Path, old: str, new: str) -> list[list[str]]:
        driver = [str(programs / "python"), str(DRIVERS / "lsp_move.py")]
        return [[*driver, f"{programs}/{command}", ready, str(tree), f"{old}={new}"]]

    return commands


def _tyedit(programs: Path, _tree: Path, old: str, new: str) -> list[list[str]]:
    python = ["--python", str(programs.parent)]
    return [[str(programs / "tyedit"), "move", *python, old, new]]


def _emend(programs: Path, tree: Path, old: str, new: str) -> list[list[str]]:
    package = new.rpartition(".")[0].replace(".", "/")
    options = ["--project", ".", "--apply"]
    return [[str(programs / "emend"), "edit", "mv", _path(tree, old), package, *options]]


def _refac(programs: Path, tree: Path, old: str, new: str) -> list[list[str]]:
    source = _path(tree, old)
    target = new.replace(".", "/") + ("" if (tree / source).is_dir() else ".py")
    return [[str(programs / "refac"), "file", source, target]]


def _rename_command(programs: Path, tree: Path, old: str, new: str) -> list[list[str]]:
    """Only files that hold the last segment as a word: libcst's runner would parse every file."""
    source = _path(tree, old)
    grep = ["grep", "-rlw", "--include=*.py", old.rpartition(".")[2], "."]
    files = subprocess.run(grep, cwd=tree, capture_output=True, text=True, check=False)
    runner = [str(programs / "python"), "-m", "libcst.tool", "codemod", "--hide-progress"]
    names = ["--old_name", old, "--new_name", new]
    rename = [*runner, "--no-format", "rename.RenameCommand", *names, *files.stdout.split()]
    package = new.rpartition(".")[0].replace(".", "/")
    return [rename, ["mv", source, package + "/"]]


MOVERS = (
    Mover("tyedit", ("tyedit==0.0.4",), _tyedit),
    Mover(
        "basedpyright",
        ("basedpyright==1.40.2",),
        _server("basedpyright-langserver --stdio", "source files"),
    ),
    Mover("pyrefly", ("pyrefly==1.5.0",), _server("pyrefly lsp --indexing-mode lazy-blocking", "")),
    Mover("jedi", ("jedi==0.20.1",), _driver("jedi_move.py"), slow=True),
    Mover("emend", ("emend==0.5.6",), _emend, slow=True),
    Mover("rope", ("rope==1.15.2",), _driver("rope_move.py"), slow=True),
    Mover(
        "libcst-RenameCommand",
        ("libcst==1.9.0",),
        _rename_command,
        slow=True,
        files={".libcst.codemod.yaml": LIBCST.format("libcst.codemod.commands")},
    ),
    Mover(
        "refac",
        ("refac==0.0.5",),
        _refac,
        slow=True,
        files={".libcst.codemod.yaml": LIBCST.format("refac.visitors")},
        repository=True,
    ),
)
"""Those that can be asked to move a module, fast ones first."""
