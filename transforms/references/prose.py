"""Text that no program reads, told without a syntax tree: comments, and docstrings in plain sight.

A docstring is one where it stands below the one line of a ``def`` or ``class``, or before all code
of a module, and alone on its lines (language reference 2.1 and 7.1).  Others may be what an
expression holds, and only a tree tells.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from sys import maxsize

from rezone.transforms.references.model import Kind

Spans = Sequence[tuple[int, int]]

_DEFINITION = re.compile(
    r"[ \t]*(?:async[ \t]+def|def|class)\b(?P<head>[^\n\"'#\\]*):[ \t]*(?:#[^\n]*)?\r?\Z"
)
_UNLIKE_ITSELF = re.compile(r"[\"'\\\r\n]")
"""What means something in a literal besides itself."""


def prose_at(text: str, literals: Spans, start: int, end: int) -> Kind | None:
    """Return the kind of what holds the characters from *start* to *end*.

    None where that is code, a string that code may read, or more than one of these.  *literals*
    are where the strings and comments of *text* start and end, in order.
    """
    at = bisect_right(literals, (start, maxsize)) - 1
    if at < 0 or end > literals[at][1] or _UNLIKE_ITSELF.search(text, start, end):
        return None
    if text[literals[at][0]] == "#":
        return Kind.COMMENT
    return Kind.STRING if _is_docstring(text, literals, at) else None


def _is_docstring(text: str, literals: Spans, at: int) -> bool:
    start, end = literals[at]
    line = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    rest = text[end : len(text) if line_end < 0 else line_end].strip(" \t\r\f")
    if text[line:start].strip(" \t\f") not in ("", "r", "R") or (rest and rest[0] != "#"):
        return False
    while line:
        begin = text.rfind("\n", 0, line - 1) + 1
        above = text[begin : line - 1]
        code = above.strip(" \t\r\f")
        if code and code[0] != "#":
            head = _DEFINITION.match(above)
            return (
                head is not None
                and all(head["head"].count(a) == head["head"].count(b) for a, b in _BRACKETS)
                and not _reaches(literals, at - 1, text, begin)
            )
        if _reaches(literals, at - 1, text, begin):
            return False
        line = begin
    return True


_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))


def _reaches(literals: Spans, at: int, text: str, line: int) -> bool:
    """Say whether a string, of those up to *at*, ends behind where *line* starts."""
    while at >= 0 and literals[at][1] > line:
        if text[literals[at][0]] != "#":
            return True
        at -= 1
    return False


def stays_prose(written: str) -> bool:
    """Say whether *written* may be put into such text: it neither ends it nor hides in it."""
    return _UNLIKE_ITSELF.search(written) is None
