"""Jupyter notebooks: code cells as Python, the rest as text, outputs as the history they are.

Edits are made inside the literals of the raw JSON, so that everything else keeps its bytes
(nbformat 4: https://nbformat.readthedocs.io/en/latest/format_description.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field

from rezone.transforms.documents.json_text import (
    LITERAL,
    Literal,
    inside_literal,
    literal_mentions,
)
from rezone.transforms.documents.python_blocks import Block, Line, block_mentions
from rezone.transforms.documents.registry import Document, rewrites
from rezone.transforms.references.mention import HISTORY
from rezone.transforms.references.mentions import Mention

_TOKEN = re.compile(rf"{LITERAL.pattern}|[\[\]{{}},:]")
_MAGIC = re.compile(r"\s*(?:[%!?]|[\w, \[\]]+=\s*[%!])|[^#\"']*\?\s*$")
_TIMED = re.compile(r"\s*%%(?:time|timeit|capture|prun|memit|mprun)\b")

Key = str | int


class _Cell(Struct):
    kind: str = ""
    source: list[Literal] = field(default_factory=list)


@rewrites("*.ipynb")
def notebook(document: Document) -> Iterable[Mention]:
    """Return the mentions of a notebook."""
    cells: dict[Key, _Cell] = {}
    for path, literal in strings(document.text):
        if path[:1] == ("cells",) and path[2:] == ("cell_type",):
            cells.setdefault(path[1], _Cell()).kind = literal.value
        elif path[:1] == ("cells",) and path[2:3] == ("source",):
            cells.setdefault(path[1], _Cell()).source.append(literal)
        else:
            for mention in literal_mentions(literal, document):
                yield mention.left(HISTORY) if path[2:3] == ("outputs",) else mention
    blocks = []
    for cell in cells.values():
        if cell.kind == "code" and not _is_other_language(cell):
            blocks.append(_block(cell.source, document.text))
        else:
            for literal in cell.source:
                yield from literal_mentions(literal, document)
    yield from block_mentions(blocks, document)


def strings(text: str) -> Iterator[tuple[tuple[Key, ...], Literal]]:
    """Yield each string value of a JSON document with the keys and indices that lead to it."""
    path: list[Key] = []
    key = False  # whether the next string is a key
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in "[{":
            path.append(0 if sign == "[" else "")
            key = sign == "{"
        elif sign in "]}":
            del path[-1:]
            key = False
        elif sign == "," and path:
            last = path[-1]
            key = isinstance(last, str)
            path[-1] = last if isinstance(last, str) else last + 1
        elif sign == ":":
            key = False
        elif key and path:
            path[-1] = Literal(token.start(1), token[1]).value
        elif sign[0] == '"':
            yield tuple(path), Literal(token.start(1), token[1])


def _is_other_language(cell: _Cell) -> bool:
    first = next(
        (line for each in cell.source for line in each.value.split("\n") if line.strip()), ""
    )
    return first.lstrip().startswith("%%") and not _TIMED.match(first)


def _block(source: Sequence[Literal], text: str) -> Block:
    lines = [line for literal in source for line in _lines(literal)]
    between = r"\n"
    if len(source) > 1:
        gap = text[source[0].start + len(source[0].raw) : source[1].start]
        between = rf"\n{gap}"

    ascii_only = all(literal.raw.isascii() for literal in source)

    def render(_: Sequence[Line], new: Sequence[str]) -> str:
        return between.join(inside_literal(line, ascii_only=ascii_only) for line in new)

    return Block(tuple(lines), render)


def _lines(literal: Literal) -> Iterator[Line]:
    """Yield the lines of a literal; what follows its last line end is no line if it is empty."""
    value, places = literal.value, literal.offsets()
    at = 0
    for part in value.split("\n"):
        if part or at < len(value) or not value:
            code = part.removesuffix("\r")
            yield Line(code, places[at], places[at + len(code)], bool(_MAGIC.match(code)))
        at += len(part) + 1
