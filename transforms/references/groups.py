"""Groups of entry points that a distribution declares, where one is called as a module is.

Other distributions know a group by its name (the entry points specification,
https://packaging.python.org/en/latest/specifications/entry-points/), so it stays when the module
moves.  A text that only says ``app.plugins`` may mean either.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Collection, Iterator
from configparser import ConfigParser, Error
from posixpath import basename

from rezone.transforms.references.mention import Mention
from rezone.transforms.references.source import SourceText, Unreadable

FILES = ("pyproject.toml", "setup.cfg", "setup.py", "entry_points.txt")
"""What the files are called in which groups are declared."""

_GOES_ON = re.compile(r"[.:]\w")
_MODULE_ROLE = re.compile(r"(?:mod:`[~!]?|module:: ?|::: ?)$")


class _Settings(ConfigParser):
    """An INI file whose keys keep their case."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def groups_in(path: str, content: bytes) -> Iterator[str]:
    """Yield the groups that the file *path* declares; none if it cannot be read."""
    name = basename(path)
    if name == "setup.py":
        yield from _in_python(path, content)
        return
    text = content.decode("utf-8", "replace")
    if name == "pyproject.toml":
        yield from _in_toml(text)
        return
    parser = _Settings(delimiters=("=",), interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except Error:
        return
    if name == "entry_points.txt":
        yield from parser.sections()
    elif parser.has_section("options.entry_points"):
        yield from parser.options("options.entry_points")


def may_be_group(mention: Mention, text: str, groups: Collection[str]) -> bool:
    """Say whether *mention* in *text* is one of *groups* as a whole, and not marked as a module."""
    if mention.old not in groups or mention.kind != "dotted":
        return False
    if _GOES_ON.match(text, mention.end):
        return False
    return _MODULE_ROLE.search(text, max(0, mention.start - 40), mention.start) is None


def _in_toml(text: str) -> Iterator[str]:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    for keys in (("project", "entry-points"), ("tool", "poetry", "plugins")):
        table: object = found
        for key in keys:
            table = table.get(key) if isinstance(table, dict) else None
        yield from table if isinstance(table, dict) else ()


def _in_python(path: str, content: bytes) -> Iterator[str]:
    try:
        tree = SourceText.decode(content, path).parse()
    except Unreadable:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "entry_points":
            keys = node.value.keys if isinstance(node.value, ast.Dict) else []
            yield from (str(k.value) for k in keys if isinstance(k, ast.Constant))
