"""The architecture as a test: who imports whom, who touches the disk, how long a file is."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("transforms", "phases", "codemods")
FORBIDDEN = ("os", "pathlib", "subprocess", "shutil", "tempfile", "socket", "click", "rich")
EFFECTS = ("open", "print", "input", "exec", "eval", "breakpoint")


def files(*layers: str) -> list[Path]:
    return sorted(path for layer in layers for path in (ROOT / layer).rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{named(path)} imports relatively"
            yield node.module or ""


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_run_one_way(layer: str) -> None:
    above = LAYERS[LAYERS.index(layer) + 1 :]
    wrong = [
        f"{named(path)}: {module}"
        for path in files(layer)
        for module in imported(path)
        if module.startswith(tuple(f"rezone.{name}" for name in above))
    ]
    assert wrong == []


def test_inside_transforms_imports_run_one_way() -> None:
    order = ("errors", "names", "moves", "index", "references", "edits", "documents")
    wrong = []
    for path in files("transforms"):
        here = path.relative_to(ROOT / "transforms").parts[0].removesuffix(".py")
        for module in imported(path):
            there = module.removeprefix("rezone.transforms.").partition(".")[0]
            if here in order and there in order and order.index(there) > order.index(here):
                wrong.append(f"{named(path)}: {module}")
    assert wrong == []


def test_transforms_is_pure() -> None:
    wrong = []
    for path in files("transforms"):
        modules = (name for name in imported(path) if name.partition(".")[0] in FORBIDDEN)
        wrong += [f"{named(path)}: {module}" for module in modules]
        for node in ast.walk(ast.parse(path.read_text())):
            called = getattr(getattr(node, "func", None), "id", "")
            if called in EFFECTS:
                wrong.append(f"{named(path)}:{node.lineno}: {called}()")
    assert wrong == []


def test_git_is_called_in_one_place() -> None:
    calls = [named(path) for path in files(*LAYERS) if '"git",' in path.read_text()]
    assert calls == ["phases/git/command.py"]


def test_the_layer_of_commands_is_the_only_one_that_knows_click() -> None:
    assert [named(path) for path in files("phases") if "click" in set(imported(path))] == []


def test_no_file_is_longer_than_300_lines() -> None:
    long = {named(path): len(path.read_text().splitlines()) for path in files(*LAYERS)}
    assert {path: lines for path, lines in long.items() if lines > 300} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{named(path)}:{node.lineno}: {node.name}"
        for path in files(*LAYERS)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if _statements(node) > 40
    ]
    assert long == []


def _statements(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of the body, its docstring not counted."""
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or 0) - first.lineno + 1


def test_no_pattern_repeats_a_group_possessively() -> None:
    """CPython gets that wrong before 3.11.5, which Debian 12 has not: gh-106052, gh-100061."""
    repeated = re.compile(r"\)(?:[*+?]|\{[\d,]+\})\+")
    wrong = [
        f"{named(path)}:{node.lineno}: {node.value}"
        for path in files(*LAYERS)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
        if repeated.search(str(node.value))
    ]
    assert wrong == []


def test_every_package_is_installed() -> None:
    import tomllib

    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    packages = {
        "rezone." + named(path.parent).replace("/", ".")
        for path in files(*LAYERS)
        if path.name == "__init__.py"
    }
    assert packages == set(listed)
    assert all((path.parent / "__init__.py").exists() for path in files(*LAYERS))


def test_libcst_lists_every_command() -> None:
    """`libcst.tool list` drops a module that fails to import without a word."""
    done = subprocess.run(
        [sys.executable, "-m", "libcst.tool", "list"], cwd=ROOT, capture_output=True, text=True
    )
    listed = {line.partition(" ")[0] for line in done.stdout.splitlines()}
    phases = {f"phases.phase{number}" for number in range(1, 8)}
    assert listed >= phases | {"relocate.RelocateModules", "rewrite.RewriteReferences"}
