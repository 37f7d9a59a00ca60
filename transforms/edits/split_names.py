"""Names that several literals make side by side: ``"app.db." "orm.Base"`` is one string.

Adjacent literals are one constant (language reference 2.4.2), whatever stands between them.  The
pieces that must say something else do, the others stay as they are written.
"""

from __future__ import annotations

import ast
import re

from rezone.transforms.edits.actions import JoinEdit
from rezone.transforms.edits.splice import splice
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText

_PIECE = re.compile(r"[rRuU]?(?:'([^'\\\n]*)'|\"([^\"\\\n]*)\")")
_BETWEEN = re.compile(r"(?:\s|\\\n|#[^\n]*\n)*")


def rewrite_split(node: ast.Constant, source: SourceText, resolver: Resolver) -> JoinEdit | None:
    """Return the edit of *node*, None where it must be written by hand."""
    said = str(node.value)
    new = name_afterwards(said, resolver)
    start, end = source.span(node)
    pieces = _pieces(source.text, start, end)
    if pieces is None or "".join(source.text[a:b] for a, b in pieces) != said or new == said:
        return None
    first = _alike(said, new)
    behind = _alike(said[first:][::-1], new[first:][::-1])
    last, written = len(said) - behind, new[first : len(new) - behind]
    changed, offset = [], 0
    for begin, finish in pieces:
        length = finish - begin
        a, b = max(first - offset, 0), min(last - offset, length)
        if a < b or (a == b and written):
            changed.append((begin + a - start, begin + b - start, written))
            written = ""
        offset += length
    return JoinEdit(start, end, splice(source.text[start:end], changed), said, new)


def name_afterwards(said: str, resolver: Resolver) -> str:
    """Return what the dotted name *said*, or an entry point ``a.b:c``, is afterwards."""
    name, colon, attribute = said.partition(":")
    return resolver.destination(name) + colon + attribute


def _alike(one: str, other: str) -> int:
    """Return how many characters both begin with."""
    shorter = min(len(one), len(other))
    return next((n for n in range(shorter) if one[n] != other[n]), shorter)


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]] | None:
    """Return where the text of each literal stands, None for triple quotes and escapes."""
    found = []
    while start < end:
        piece = _PIECE.match(text, start, end)
        if piece is None:
            return None
        found.append(piece.span(1) if piece[1] is not None else piece.span(2))
        start = _BETWEEN.match(text, piece.end(), end).end()  # type: ignore[union-attr]
    return found
