"""Every key of a plan: which there are, the parser says; what they mean, this file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

from key_descriptions import DESCRIPTIONS
from markdown import code, head, table

from rezone.phases.plan.read import examine
from rezone.phases.plan.table import Table

_INTRODUCTION = """
The forms of a plan, with examples: [the plan file](plan-file.md). A key that is not listed is an \
error.
"""
_FULL = """\
[[domains]]
name = "shared"
packages = ["shared"]
[[phases]]
number = 1
[[phases.moves]]
source = "a.b"
target = "c.d"
"""
_FORMS = {
    "The full form": _FULL,
    "The short form": '[moves]\n"a.b" = "c.d"\n[[domains]]\nname = "a"\npackages = ["a"]\n',
    "The custom configuration of the migration scripts": "phase = 1\n",
}
_KINDS = {
    "text": "text",
    "label": "text or a whole number",
    "number": "whole number",
    "fraction": "number from 0 to 1",
    "flag": "`true` or `false`",
    "choice": "`true` or `false`",
    "texts": "list of texts",
    "numbers": "list of whole numbers",
    "table": "table",
    "tables": "list of tables",
}


@dataclass
class _Key:
    """What the parser asked for under a key."""

    kind: str
    default: object = None
    is_required: bool = False


def page() -> str:
    """Return the page.

    Raises:
        ValueError: a key has no description, or a description no key.
    """
    text = head("Every key of a plan", "the parser") + _INTRODUCTION
    described = set()
    full = _keys(_FULL)
    for title, example in _FORMS.items():
        every = _keys(example)
        keys = every if example is _FULL else {k: every[k] for k in every if k not in full}
        found = {key: _named(key, title) for key in keys}
        described |= set(found.values())
        rows = ((code(key), *_row(keys[key]), DESCRIPTIONS.get(found[key], "")) for key in keys)
        text += f"\n## {title}\n\n" + table(("key", "value", "default", "what it says"), rows)
        same = [code(key) for key in every if key not in keys and "." not in key]
        text += f"\nAs in the full form: {', '.join(same)}.\n" if same else ""
    if described ^ DESCRIPTIONS.keys():
        raise ValueError(f"key_descriptions.py: {sorted(described ^ DESCRIPTIONS.keys())}")
    return text


def _named(key: str, title: str) -> str:
    """Return the key of the full form that *key* of a shorter one stands for."""
    if title == "The full form" or key in DESCRIPTIONS:
        return key
    homes = (f"{table}.{key}" for table in ("workspace", "phases"))
    return next((name for name in homes if name in DESCRIPTIONS), key)


def _row(key: _Key) -> tuple[str, str]:
    default = "required" if key.is_required else _shown(key.default)
    return _KINDS[key.kind], default


def _shown(default: object) -> str:
    return "" if default in (None, "") else code(str(default))


def _keys(example: str) -> dict[str, _Key]:
    """Return the keys that the parser asks for while it reads *example*, in its order."""
    asked: dict[str, _Key] = {}
    depth: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.toml"
        plan.write_text(example, encoding="utf-8")
        methods = {kind: _watched(kind, asked, depth) for kind in [*_KINDS, "require", "strings"]}
        with patch.multiple(Table, **methods):
            examine(Path(folder), plan)
    return asked


def _watched(kind: str, asked: dict[str, _Key], depth: list[str]) -> Callable[..., Any]:
    """Return the method *kind* of a table, which notes the key that somebody calls it for.

    *depth* holds the methods that are under way: what one of them calls is no key of its own.
    """
    read = getattr(Table, kind)

    @wraps(read)
    def watch(table: Table, *names: Any, **more: Any) -> Any:
        if not depth and kind == "require":
            for name in names:
                asked[_dotted(table, name)] = _Key("", is_required=True)
        elif not depth and kind != "strings":
            key = asked.setdefault(_dotted(table, names[0]), _Key(kind))
            key.kind = key.kind or kind
            key.default = names[1] if len(names) > 1 else key.default
        depth.append(kind)
        try:
            return read(table, *names, **more)
        finally:
            depth.pop()

    return watch


def _dotted(table: Table, name: str) -> str:
    return ".".join([*(part for part in table.key if isinstance(part, str)), name])
