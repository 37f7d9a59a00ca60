"""JSON that a person can read and that is written fast: one line an entry."""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec


def laid_out(value: Mapping[str, object], *, ascii_only: bool = False) -> str:
    """Return *value* as JSON, each key on a line of its own, and each entry of a list."""
    lines = []
    for key, held in value.items():
        if isinstance(held, list | tuple) and held:
            entries = (on_one_line(each, ascii_only=ascii_only) for each in held)
            text = "[\n  " + ",\n  ".join(entries) + "\n ]"
        else:
            text = on_one_line(held, ascii_only=ascii_only)
        lines.append(f" {on_one_line(key, ascii_only=ascii_only)}: {text}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def on_one_line(value: object, *, ascii_only: bool = False) -> str:
    """Return *value* as JSON without a line end, as `json.dumps` writes it, ten times as fast.

    A file name that is no UTF-8 holds lone surrogates (PEP 383), which only `json` takes.
    """
    try:
        text = msgspec.json.format(msgspec.json.encode(value), indent=0).decode()
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=ascii_only)
    return text if text.isascii() or not ascii_only else json.dumps(value)
