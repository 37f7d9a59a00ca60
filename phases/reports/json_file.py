"""JSON for people and machines, on disk all at once or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from rezone.phases.readable_json import laid_out
from rezone.phases.transaction import durable
from rezone.phases.transaction.refusal import as_refusal


def json_bytes(value: object) -> bytes:
    """Return *value* as indented UTF-8, names of all scripts readable, with a final newline.

    A file name that is no UTF-8 holds lone surrogates (PEP 383); they become ``\\udcXX``, which
    is how JSON writes them too.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def readable_bytes(value: object) -> bytes:
    """Return *value* as `json_bytes`, an object with a line for each of its entries."""
    if not isinstance(value, Mapping):
        return json_bytes(value)
    return laid_out(value).encode("utf-8", "backslashreplace")


def write_json_atomically(path: Path, value: object) -> None:
    """Replace the file *path*, so that it holds what it held or *value*, never a part.

    Folders above it are made.

    Raises:
        Refused: the operating system does not allow it.
    """
    with as_refusal(path.parent, "the file was not written"):
        durable.ensure_folder(path.parent)
        durable.write(path, readable_bytes(value))
