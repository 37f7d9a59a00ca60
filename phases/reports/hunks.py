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
    head = _shared(old, new)
    tail = min(_shared(reversed(old), reversed(new)), len(old) - head, len(new) - head)
    found: list[bytes] = []
    for group in _grouped(_blocks(old, new, head, tail)):
        found += _hunk(group, old, new)
    return found


def _blocks(old: list[bytes], new: list[bytes], head: int, tail: int) -> list[_Block]:
    """Return what becomes of which lines; the common ends stand for themselves.

    They need no matching, which keeps a large file with one edit cheap.  And none may be taken
    for others that are alike: a hunk that ends without unchanged lines is one at the end of the
    file, says git.
    """
    matcher = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail])
    codes = matcher.get_opcodes()
    between = [(t, i + head, j + head, k + head, m + head) for t, i, j, k, m in codes]
    first = [("equal", 0, head, 0, head)] if head else []
    last = [("equal", len(old) - tail, len(old), len(new) - tail, len(new))] if tail else []
    return [*first, *between, *last]


def _grouped(blocks: list[_Block]) -> Iterator[list[_Block]]:
    """Yield *blocks* in groups that lie apart, each with `CONTEXT` unchanged lines around it."""
    group: list[_Block] = []
    for block in blocks:
        tag, i, j, k, m = block
        if tag != "equal" or (group and j - i <= 2 * CONTEXT and block is not blocks[-1]):
            group.append(block)
            continue
        if group:
            yield [*group, (tag, i, min(j, i + CONTEXT), k, min(m, k + CONTEXT))]
        before = min(j - i, CONTEXT)
        group = [(tag, j - before, j, m - before, m)]
    if len(group) > 1 or (group and group[0][0] != "equal"):
        yield group


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
