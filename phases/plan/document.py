"""A TOML or JSON document with the line of every key: bytes in, values and places out."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rezone.phases.plan.json_lines import json_lines
from rezone.phases.plan.model import Origin
from rezone.phases.plan.toml_lines import KeyPath, toml_lines
from rezone.transforms.errors import PlanError

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
# tomllib takes time and memory by the square of the parts of a key.
_DEEP_KEY = re.compile(r"""(?<![\w"'.-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){512}""")
_LARGEST = 8 * 1024 * 1024
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Document:
    """What a plan file says and where.

    *path* is how messages name the file; *repeated* are JSON keys that stand more than once in
    their object, each with the line of the further occurrence.
    """

    path: str
    data: Mapping[str, object]
    lines: Mapping[KeyPath, int] = field(repr=False)
    repeated: tuple[tuple[KeyPath, int], ...] = ()

    def origin(self, key: KeyPath) -> Origin:
        """Return the place of *key*; a key that is missing has the line of what should hold it."""
        line = 0
        for length in range(len(key), 0, -1):
            line = self.lines.get(key[:length], 0)
            if line:
                break
        return Origin(self.path, line, dotted(key))


def dotted(key: KeyPath) -> str:
    """Return *key* as people write it: ``phases[0].moves[2].source``, elements from 0."""
    text = ""
    for part in key:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            segment = part if _BARE_KEY.fullmatch(part) else json.dumps(part, ensure_ascii=False)
            text += f".{segment}" if text else segment
    return text


def parse(content: bytes, path: str) -> Document:
    """Return what *content* says: JSON when it starts with a brace, which TOML never does.

    A byte order mark is accepted in both.

    Raises:
        PlanError: the bytes are no UTF-8, or the syntax is wrong, with its line; or there is
            more of it than any plan needs.
    """
    if len(content) > _LARGEST:
        raise PlanError(f"{len(content) / 1e6:.0f} MB are too much for a plan", path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PlanError("the file is not UTF-8", path, line, "save it as UTF-8") from None
    is_json = path.endswith(".json") or (not path.endswith(".toml") and text.lstrip()[:1] == "{")
    try:
        return _parse_json(text, path) if is_json else _parse_toml(text, path)
    except (RecursionError, MemoryError):
        raise PlanError("the values are nested too deeply", path) from None


def toml_values(text: str) -> dict[str, Any]:
    """Return what the TOML document *text* says.

    Raises:
        ValueError: the syntax is wrong.
        RecursionError: it is nested too deeply.
    """
    if _DEEP_KEY.search(text):
        raise RecursionError
    return tomllib.loads(text)


def _parse_toml(text: str, path: str) -> Document:
    try:
        data = toml_values(text)
    except ValueError as error:  # TOMLDecodeError, or an integer of thousands of digits
        message = str(error)
        place = _TOML_PLACE.search(message)
        line = 0
        if place:
            message = message[: place.start()]
            line = int(place[1]) if place[1] else text.rstrip("\n").count("\n") + 1
        raise PlanError(f"this is no valid TOML: {message}", path, line) from None
    return Document(path, data, toml_lines(text))


def _parse_json(text: str, path: str) -> Document:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise PlanError(f"this is no valid JSON: {error.msg}", path, error.lineno) from None
    except ValueError as error:  # an integer of thousands of digits
        raise PlanError(f"this is no valid JSON: {error}", path) from None
    if not isinstance(data, dict):
        raise PlanError("a plan is an object", path, 1, 'start with {"moves": {…}}')
    lines, repeated = json_lines(text)
    return Document(path, data, lines, repeated)
