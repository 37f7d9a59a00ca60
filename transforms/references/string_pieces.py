"""Whether a string literal is a piece of something longer, by what stands around it in the text.

Names and paths that code puts together have their pieces beside an operator, in an f-string, or
among the arguments of a few functions.  To ask the text is many times quicker than to walk a tree;
yes is the answer where it cannot tell.
"""

from __future__ import annotations

import re

_JOINS = re.compile(r"\b(?:join|joinpath|format|(?:Pure)?(?:Posix)?Path)\b|%\s*\(")
_SIGNS = ("join", "format", "Path", "%")
"""One of these is in whatever `_JOINS` finds; to look for them first is many times quicker."""
_PREFIX = re.compile(r"[A-Za-z]{1,3}\Z")
_CONSTANT = re.compile(r"[^\W\d]\w*[ \t]*=[ \t]*\Z")
_LONGEST = 400
"""Characters before a literal among which the name of such a function is looked for."""


def is_piece(text: str, start: int, end: int) -> bool:
    """Say whether the literal from its quote at *start* to *end* may be a piece of something."""
    before = text[max(0, start - _LONGEST) : start]
    prefix = _PREFIX.search(before, max(0, len(before) - 3))
    if prefix is not None:
        if "f" in prefix[0].lower():
            return True
        before = before[: prefix.start()]
    if _CONSTANT.match(
        before, before.rfind("\n") + 1
    ):  # of the module, which is put to others elsewhere
        return True
    before = before.rstrip(" \t\r\n\\()")
    after = text[end : end + 80].lstrip(" \t\r\n\\)")
    if before.endswith(("+", "%", "/", '"', "'")) or after.startswith(
        ("+", "%", "/", ".", '"', "'")
    ):
        return True
    code, _, comment = before[before.rfind("\n") + 1 :].rpartition("#")
    if comment and code.rstrip(" \t\\()").endswith(('"', "'", "+")):
        return True
    return any(word in before for word in _SIGNS) and _JOINS.search(before) is not None


def literal_around(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the literal of one line around something, None where no quote stands before it.

    Where none follows on the line, the literal ends at *end*.
    """
    before = text.rfind("\n", 0, start) + 1
    at = max(text.rfind('"', before, start), text.rfind("'", before, start))
    if at < 0:
        return None
    quote = text[at]
    if text.endswith(quote * 2, before, at):
        at, quote = at - 2, quote * 3
    line_end = text.find("\n", end)
    close = text.find(quote, end, len(text) if line_end < 0 else line_end)
    return at, end if close < 0 else close + len(quote)
