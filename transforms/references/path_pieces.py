"""Which lines of a text can hold a path to something that moves.

Every path has a piece that says so: ``/forms``, ``forms/``, ``text.py``.  A piece is looked for by
its anchor, a separator or a suffix, which few places of a text have; what stands around it is
compared there.  So the price hardly grows with what moves.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from msgspec import Struct

# `src/shop/old_*.py`: the star of a segment, the folder before it, and the segment up to the star.
_STAR = re.compile(r"\*(?<=[\w./\\-]\*)")
_FOLDER = re.compile(r"(?<![\w.-])[\w.-]+\Z")
_SEGMENT = re.compile(r"[\w.-]*")
_LONGEST = 300
"""Characters of the longest segment that is looked at before a star."""


class Anchor(Struct, frozen=True):
    """The pieces that have *text* in them: before it, behind it, or on both sides."""

    text: str
    before: tuple[str, ...]
    behind: tuple[str, ...]
    around: tuple[tuple[str, str], ...]

    def places(self, text: str) -> Iterator[int]:
        """Yield where the anchor of a piece stands; of each line one place is enough."""
        likely = _likely(self)
        length = len(self.text)
        pairs = _by_side(self)
        found = likely.search(text)
        while found is not None:
            position = found.start()
            end = position + length
            if (
                text.startswith(self.behind, end)
                or text.endswith(self.before, 0, position)
                or any(
                    text.endswith(before, 0, position) and text.startswith(behind, end)
                    for before, behind in pairs
                )
            ):
                yield position
                end = text.find("\n", end)
                if end < 0:
                    return
            found = likely.search(text, end)


@lru_cache(maxsize=64)
def _likely(anchor: Anchor) -> re.Pattern[str]:
    """Return a pattern of the anchor that also looks at three letters on either side of it.

    Most places fail there, and a pattern says so many times quicker than it is asked in steps.
    """
    text = re.escape(anchor.text)
    ends = {before[-3:] for before in anchor.before}
    starts = {behind[:3] for behind in anchor.behind}
    around = defaultdict(set)
    for before, behind in anchor.around:
        if before[-3:] not in ends:
            around[before[-3:]].add(behind[:3])
    sides = [rf"(?<={re.escape(each)}{text})" for each in sorted(ends)]
    sides += [rf"(?={re.escape(each)})" for each in sorted(starts)]
    sides += [
        rf"(?<={re.escape(before)}{text})(?={'|'.join(map(re.escape, sorted(behind)))})"
        for before, behind in sorted(around.items())
    ]
    return re.compile(rf"{text}(?:{'|'.join(sides)})")


@lru_cache(maxsize=64)
def _by_side(anchor: Anchor) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what stands before *anchor*, each with all that may stand behind it then."""
    found = defaultdict(list)
    for before, behind in anchor.around:
        found[before].append(behind)
    return tuple((before, tuple(behind)) for before, behind in found.items())


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
    names = tuple(folders)
    for star in _STAR.finditer(text):
        position = star.start()
        nearest = max(0, position - _LONGEST)
        slash = max(text.rfind("/", nearest, position), text.rfind("\\", nearest, position))
        end = slash - (text[slash - 1 : slash] == "\\")
        if slash > 0 and text.endswith(names, 0, end):
            name = _FOLDER.search(text, max(0, end - _LONGEST), end)
            if (
                name is not None
                and name[0] in folders
                and _SEGMENT.fullmatch(text, slash + 1, position)
            ):
                yield position
