"""Titles of reStructuredText: the line below one, and above, is at least as long as the title.

Docutils warns of a shorter one, and `sphinx-build -W` fails.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rezone.transforms.references.mentions import Mention, disjoint

_ADORNMENT = re.compile(r"(?P<mark>[!-/:-@\[-`{-~])(?P=mark){2,}")


def with_titles(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Yield *mentions*, and the lines that a title outgrows by them as they must be."""
    placed = disjoint(mentions)
    yield from placed
    grown: dict[int, int] = defaultdict(int)  # start of a line → by how much it grows
    for mention in placed:
        if mention.new is not None and "\n" not in mention.old + mention.new:
            start = text.rfind("\n", 0, mention.start) + 1
            grown[start] += len(mention.new) - len(mention.old)
    for start, by in grown.items():
        if by > 0:
            yield from _adornments(text, start, by)


def _adornments(text: str, start: int, by: int) -> Iterator[Mention]:
    """Yield what is around the line at *start*, which grows, if that is a title."""
    title, end = _line(text, start)
    below, _ = _line(text, end + 1)
    if not title or not _ADORNMENT.fullmatch(below) or len(below) < len(title):
        return
    if len(title) + by <= len(below):
        return
    wanted = below[0] * (len(title) + by)
    above_start = text.rfind("\n", 0, max(start - 1, 0)) + 1
    above, _ = _line(text, above_start)
    if start and above == below:
        yield Mention(above_start, above_start + len(above), above, wanted, "dotted")
    yield Mention(end + 1, end + 1 + len(below), below, wanted, "dotted")


def _line(text: str, start: int) -> tuple[str, int]:
    """Return the line that begins at *start* without what is blank at its end, and its end."""
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    return text[start:end].rstrip(), end
