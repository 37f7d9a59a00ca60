"""The layers hold: the core does no I/O, and imports run one way."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("codemods", "phases", "transforms")
EFFECTS = {
    "os",
    "pathlib",
    "subprocess",
    "shutil",
    "tempfile",
    "socket",
    "click",
    "rich",
    "logging",
}
CALLS = {"open", "print", "input", "exec", "eval"}


def modules(layer: str) -> list[Path]:
    return sorted((ROOT / layer).rglob("*.py"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize(
    "path", modules("transforms"), ids=lambda p: p.relative_to(ROOT).as_posix()
)
def test_the_core_touches_nothing(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert {name.partition(".")[0] for name in imported(tree)} & EFFECTS == set()
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert called & CALLS == set()


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_run_one_way(layer: str) -> None:
    below = LAYERS[LAYERS.index(layer) :]
    for path in modules(layer):
        ours = {
            name.split(".")[1]
            for name in imported(ast.parse(path.read_text()))
            if name.startswith("rezone.")
        }
        assert ours <= set(below), path


def test_every_package_is_installed() -> None:
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    found = {
        "rezone." + path.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for layer in LAYERS
        for path in modules(layer)
    }
    assert set(settings["packages"]) == found
