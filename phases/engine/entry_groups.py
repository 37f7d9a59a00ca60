"""The groups of entry points that a workspace declares, where one is called as a moved module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from posixpath import basename

from rezone.phases.engine.build_lists import parsed
from rezone.phases.engine.workspace import Workspace
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.references.source import SourceText, Unreadable

# Where groups are declared, and what such a file holds then.
_WORDS = {
    "pyproject.toml": (b"entry-points", b"plugins"),
    "setup.cfg": (b"entry_points",),
    "setup.py": (b"entry_points",),
    "entry_points.txt": (b"[",),
}
_FILES = tuple(_WORDS)


def groups_that_move(workspace: Workspace, names: NameMap) -> Iterator[str]:
    """Yield each group that the workspace declares and *names* would rename."""
    for path in workspace.files:
        if path.endswith(_FILES) and basename(path) in _FILES:
            groups = groups_in(path, workspace.content(path) or b"")
            yield from (group for group in groups if names(group) != group)


def groups_in(path: str, content: bytes) -> Iterator[str]:
    """Yield the groups that the file *path* declares; none if it cannot be read."""
    name = basename(path)
    if not any(word in content for word in _WORDS[name]):
        return
    if name == "setup.py":
        yield from _in_python(path, content)
    elif name == "pyproject.toml":
        yield from _in_toml(content)
    else:
        yield from _in_ini(name, content)


def _in_toml(content: bytes) -> Iterator[str]:
    for keys in (("project", "entry-points"), ("tool", "poetry", "plugins")):
        table: object = parsed(content)
        for key in keys:
            table = table.get(key) if isinstance(table, dict) else None
        yield from table if isinstance(table, dict) else ()


def _in_ini(name: str, content: bytes) -> Iterator[str]:
    from configparser import ConfigParser, Error

    ini = ConfigParser(delimiters=("=",), interpolation=None, strict=False)
    ini.optionxform = str  # type: ignore[assignment,method-assign]  # as the library's page says
    try:
        ini.read_string(content.decode())
    except (Error, ValueError):
        return
    if name == "entry_points.txt":
        yield from ini.sections()
    elif ini.has_section("options.entry_points"):
        yield from ini.options("options.entry_points")


def _in_python(path: str, content: bytes) -> Iterator[str]:
    try:
        tree = SourceText.decode(content, path).parse()
    except Unreadable:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "entry_points":
            keys = node.value.keys if isinstance(node.value, ast.Dict) else []
            yield from (str(k.value) for k in keys if isinstance(k, ast.Constant))
