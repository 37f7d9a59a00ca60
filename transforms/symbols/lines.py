"""Whole lines taken out of a text, and the blank lines around them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rezone.transforms.references.source import SourceText
from rezone.transforms.symbols.definitions import line_at

Replacement = tuple[int, int, str]


def removals(source: SourceText, gone: Collection[int]) -> Iterator[Replacement]:
    """Yield what removes the lines *gone* (1-based).

    Of the blank lines before and after, the greater number stays; none at either end of the text.
    """
    count = len(source.line_starts)
    if not line_at(source, count):
        count -= 1
    blank = {n for n in range(1, count + 1) if not line_at(source, n).strip()}
    line = 1
    while line <= count:
        if line not in gone:
            line += 1
            continue
        first = last = line
        probe = line
        while probe <= count and (probe in gone or probe in blank):
            last = probe if probe in gone else last
            probe += 1
        before = _blanks(blank, first - 1, -1)
        after = _blanks(blank, last + 1, 1)
        if last + after >= count:
            first, last = first - before, count
        elif first - before <= 1:
            first, last = first - before, last + after
        else:
            last += min(before, after)
        yield source.line_starts[first - 1], _end(source, last), ""
        line = probe


def _blanks(blank: Collection[int], start: int, step: int) -> int:
    found = 0
    while start + step * found in blank:
        found += 1
    return found


def _end(source: SourceText, line: int) -> int:
    starts = source.line_starts
    return starts[line] if line < len(starts) else len(source.text)
