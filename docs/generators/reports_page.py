"""The files that a run leaves, from their JSON schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markdown import code, head, table

REFERENCE = Path(__file__).parents[1] / "reference"
_INTRODUCTION = """
Each has a JSON schema (draft 2020-12) that the tests hold it to. A key that is marked *optional* \
may be missing; `[]` stands for every element of a list, `*` for any key.
"""
_HEADINGS = ("key", "type", "what it is")


def page() -> str:
    """Return the page."""
    text = head("Reports", "the JSON schemas beside it") + _INTRODUCTION
    for path in sorted(REFERENCE.glob("*.schema.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        text += f"\n## {path.name.removesuffix('.schema.json')}\n\n{schema['title']}."
        text += f" {schema.get('description', '')} Schema: [`{path.name}`]({path.name}).\n"
        text += "\n" + table(_HEADINGS, _rows(schema, "", required=True))
        for name, found in schema.get("$defs", {}).items():
            about = found.get("description", "")
            text += f"\n### {name}\n\n" + (f"{about}\n\n" if about else "")
            rows = list(_rows(found, "", required=True))
            text += table(_HEADINGS, rows) if rows else f"{_type(found)}\n"
    return text.replace("\n\n\n", "\n\n")


def _rows(schema: dict[str, Any], key: str, required: bool) -> Iterator[tuple[str, str, str]]:
    """Yield a row for *key*, if it has a name, and for all below it."""
    if key:
        note = "" if required else "*optional* "
        yield code(key), _type(schema), note + schema.get("description", "")
    if schema.get("type") == "array" or "items" in schema:
        items = schema.get("items", {})
        if "properties" in items:
            yield from _below(items, f"{key}[]")
    else:
        yield from _below(schema, key)


def _below(schema: dict[str, Any], key: str) -> Iterator[tuple[str, str, str]]:
    wanted = schema.get("required", [])
    for name, found in schema.get("properties", {}).items():
        path = f"{key}.{name}" if key else name
        yield from _rows(found, path, name in wanted)
    more = schema.get("additionalProperties")
    if isinstance(more, dict):
        yield from _rows(more, f"{key}.*" if key else "*", required=False)


def _type(schema: dict[str, Any]) -> str:
    """Return the type of a value, in words and code."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"`{name}`"
    if "const" in schema:
        return code(json.dumps(schema["const"]))
    if "enum" in schema:
        return ", ".join(code(json.dumps(value)) for value in schema["enum"])
    kind = schema.get("type", "any")
    words = kind if isinstance(kind, str) else " or ".join(kind)
    if kind == "array" and schema.get("items"):
        inner = schema["items"]
        return f"array of {'object' if 'properties' in inner else _type(inner)}"
    return words
