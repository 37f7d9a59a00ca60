"""Which lines of a text can hold a path to something that moves.

Every path has a piece that says so: ``/forms``, ``forms/``, ``text.py``.  A piece is looked for by
its anchor, a separator or a suffix, which few places of a text have; what stands around it is
compared there.  So the price hardly grows with what moves.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

# `src/shop/old_*.py`, up to its star: the folder, and a last segment with a star in it.
_FOLDER_OF_STAR = re.compile(r"(?<![\w.-])([\w.-]++)\\?[/\\][\w.-]*+\Z")
_LONGEST = 600
"""Characters of the longest folder and segment that are looked at before a star."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The pieces that have *text* in them: before it, behind it, or on both sides."""

    text: str
    before: tuple[str, ...]
    behind: tuple[str, ...]
    around: tuple[tuple[str, str], ...]

    def places(self, text: str) -> Iterator[int]:
        """Yield where the anchor of a piece stands; of each line one place is enough."""
        length = len(self.text)
        sides = tuple({before for before, _ in self.around})
        position = text.find(self.text)
        while position >= 0:
            end = position + length
            if (
                text.startswith(self.behind, end)
                or text.endswith(self.before, 0, position)
                or (
                    text.endswith(sides, 0, position)
                    and any(
                        text.endswith(before, 0, position) and text.startswith(behind, end)
                        for before, behind in self.around
                    )
                )
            ):
                yield position
                end = text.find("\n", end)
                if end < 0:
                    return
            position = text.find(self.text, end)


def anchored(pieces: Iterable[str]) -> tuple[Anchor, ...]:
    """Return the anchors through which *pieces* are found: ``/``, a backslash, or a suffix."""
    split = defaultdict(set)
    for piece in pieces:
        anchor = next((each for each in "/\\" if each in piece), "")
        if not anchor:
            anchor = piece[piece.rfind(".") :] if "." in piece else piece
        before, _, behind = piece.partition(anchor)
        split[anchor].add((before, behind))
    return tuple(
        Anchor(
            anchor,
            tuple(sorted(before for before, behind in sides if not behind)),
            tuple(sorted(behind for before, behind in sides if not before)),
            tuple(sorted((before, behind) for before, behind in sides if before and behind)),
        )
        for anchor, sides in sorted(split.items())
    )


def lines_with(anchors: Iterable[Anchor], text: str) -> Iterator[tuple[int, int]]:
    """Yield where the lines of *text* start and end that hold a piece; some more than once."""
    for anchor in anchors:
        for position in anchor.places(text):
            yield line_around(text, position)


def line_around(text: str, position: int) -> tuple[int, int]:
    """Return where the line of *position* starts and ends, its line end left out."""
    end = text.find("\n", position)
    return text.rfind("\n", 0, position) + 1, len(text) if end < 0 else end


def starred(text: str, folders: Collection[str]) -> Iterator[int]:
    """Yield the places of stars in a segment right behind one of *folders*: ``shop/old_*``."""
    position = text.find("*")
    while position >= 0:
        before = text[position - 1 : position]
        if before and (before in "/\\.-_" or before.isalnum()):
            match = _FOLDER_OF_STAR.search(text, max(0, position - _LONGEST), position)
            if match is not None and match[1] in folders:
                yield position
        position = text.find("*", position + 1)
