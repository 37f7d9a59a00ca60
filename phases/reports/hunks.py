"""What differs between two contents, line by line, in the notation of a unified diff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from io import BytesIO
from itertools import takewhile

CONTEXT = 3
"""Unchanged lines shown around a change, as git does unless told."""

_Block = tuple[str, int, int, int, int]


def hunks(before: bytes, after: bytes) -> list[bytes]:
    r"""Return the hunks from *before* to *after*: headers, and lines marked ``" "``, ``-``, ``+``.

    Joined, the pieces are the text of the hunks; equal contents have none.  A line ends at ``\n``
    only, so any bytes pass through unharmed: carriage returns, form feeds, every encoding.
    """
    if before == after:
        return []
    old, new = _lines(before), _lines(after)
    # The common ends need no matching: that is what keeps a large file with one edit cheap.
    head = _shared(old, new)
    tail = min(_shared(reversed(old), reversed(new)), len(old) - head, len(new) - head)
    start = max(head - CONTEXT, 0)
    end = max(tail - CONTEXT, 0)
    matcher = SequenceMatcher(None, old[start : len(old) - end], new[start : len(new) - end])
    found: list[bytes] = []
    for group in matcher.get_grouped_opcodes(CONTEXT):
        blocks = [(t, i + start, j + start, k + start, m + start) for t, i, j, k, m in group]
        found += _hunk(blocks, old, new)
    return found


def similarity(before: bytes, after: bytes, found: Iterable[bytes]) -> int:
    """Return how much of *before* the hunks *found* keep, in per cent; 100 only if all is equal."""
    if before == after:
        return 100
    removed = sum(len(line) - 1 for line in found if line.startswith(b"-"))
    return 100 * max(len(before) - removed, 0) // max(len(before), len(after))


def _lines(content: bytes) -> list[bytes]:
    return BytesIO(content).readlines()  # splitlines would also split at \r


def _shared(old: Iterable[bytes], new: Iterable[bytes]) -> int:
    """Return how many lines both begin with."""
    pairs = zip(old, new, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _hunk(blocks: list[_Block], old: list[bytes], new: list[bytes]) -> Iterator[bytes]:
    _, old_start, _, new_start, _ = blocks[0]
    _, _, old_end, _, new_end = blocks[-1]
    yield b"@@ -%s +%s @@\n" % (_range(old_start, old_end), _range(new_start, new_end))
    for tag, i, j, k, m in blocks:
        if tag == "equal":
            yield from _marked(b" ", old[i:j])
        else:
            yield from _marked(b"-", old[i:j])
            yield from _marked(b"+", new[k:m])


def _range(start: int, end: int) -> bytes:
    """Return ``first,count`` with 1-based lines; an empty range names the line before it."""
    count = end - start
    first = start + 1 if count else start
    return b"%d" % first if count == 1 else b"%d,%d" % (first, count)


def _marked(mark: bytes, lines: list[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield mark + line
        if not line.endswith(b"\n"):
            yield b"\n\\ No newline at end of file\n"
