"""The import statements of a file, without a syntax tree of the rest of it.

``import`` is a keyword and stands in import statements alone (language reference 2.3.2 and 7.11):
outside strings and comments every one begins or continues such a statement.  Lexing finds strings
and comments many times faster than a tree is made; only the statements that matter are parsed.
Where lexing is in doubt there is no skim, and the tree has to be made.
"""

from __future__ import annotations

import ast
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from msgspec import Struct

from rezone.transforms.names import top
from rezone.transforms.references.imports import ImportNode
from rezone.transforms.references.nearby import whole_word
from rezone.transforms.references.source import SourceText

# Every alternative begins with a character of its own: regular expressions skip to those fast.
_LITERAL = re.compile(
    r"#[^\r\n]*+"
    r'|"""[^\\"]*+(?:(?:\\.|"(?!""))[^\\"]*+)*"""'
    r"|'''[^\\']*+(?:(?:\\.|'(?!''))[^\\']*+)*'''"
    r'|"(?!"")[^"\\\r\n]*+(?:\\(?:\r\n|.)[^"\\\r\n]*+)*"'
    r"|'(?!'')[^'\\\r\n]*+(?:\\(?:\r\n|.)[^'\\\r\n]*+)*'"
    r"|\"|'",  # of a literal that does not end
    re.DOTALL,
)
_GAP = r"(?:[ \t\f]|\\\r?\n)"
_FROM = re.compile(rf"(?<![\w.])from(?!\w)(?:{_GAP}|[.\w])*\Z")
_IN_BRACKETS = r"\((?:[^()#\"']++|#[^\r\n]*+)*\)"
_NAMES = re.compile(rf"{_GAP}*(?:{_IN_BRACKETS}|(?=[\w.,*])(?:[\w.,* \t\f]|\\\r?\n)+)")
_IN_FIELDS = re.compile(r"\"[^\"]*\"|'[^']*'|\{\{|\}\}")
_FIELDS_HOLD_QUOTES = sys.version_info >= (3, 12)
"""Whether a replacement field of an f-string may hold the quotes around it (PEP 701)."""


class Skim(Struct, frozen=True):
    """What is known of a file without its tree.

    *tree* holds the import statements that matter, at their places in the file, *bound* the names
    that all of its import statements bind, *imports* their text.  *literals* are where strings and
    comments start and end, in order.
    """

    tree: ast.Module
    bound: frozenset[str]
    imports: str
    literals: tuple[tuple[int, int], ...]

    def in_literal(self, start: int, end: int) -> bool:
        """Say whether something from *start* to *end* reaches into a string or a comment."""
        return _overlaps(self.literals, start, end)

    def literal_at(self, offset: int) -> tuple[int, int] | None:
        """Return where the string or comment starts and ends that holds *offset*, None for code."""
        at = bisect_right(self.literals, (offset, sys.maxsize)) - 1
        return self.literals[at] if at >= 0 and offset < self.literals[at][1] else None

    def around(self, text: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
        """Yield the strings of *text* in which one of *words* stands, but not behind a space.

        Behind a space it is no segment of a path, but a word of a sentence.
        """
        for match in chain.from_iterable(whole_word(word).finditer(text) for word in words):
            start = match.start()
            literal = None if text[start - 1].isspace() else self.literal_at(start)
            if literal is not None and text[literal[0]] != "#":
                yield literal


def skim(source: SourceText, matters: Callable[[str], bool]) -> Skim | None:
    """Return the skim of *source*, None where its tree must be made.

    *matters* is asked about the text of each import statement.
    """
    text = source.text
    if source.is_too_large or ("\r" in text and text.count("\r") != text.count("\r\n")):
        return None
    literals = literals_in(text)
    if literals is None:
        return None
    spans: list[tuple[int, int]] = []
    bound: set[str] = set()
    imports: list[str] = []
    for match in whole_word("import").finditer(text):
        if _overlaps(literals, *match.span()):
            continue
        span = _statement(text, *match.span())
        if span is None:
            return None
        statement = text[slice(*span)]
        imports.append(statement)
        names = None if matters(statement) else _bound(statement, match.end() - span[0])
        if names is None:
            spans.append(span)
        else:
            bound.update(names)
    nodes = _parsed(source, spans)
    if nodes is None:
        return None
    for node in nodes:
        bound.update(alias.asname or top(alias.name) for alias in node.names)
    return Skim(ast.Module([*nodes], []), frozenset(bound - {"*"}), "\n".join(imports), literals)


def _overlaps(literals: tuple[tuple[int, int], ...], start: int, end: int) -> bool:
    at = bisect_right(literals, (end - 1, sys.maxsize)) - 1
    return at >= 0 and start < literals[at][1]


def literals_in(text: str) -> tuple[tuple[int, int], ...] | None:
    """Return where the strings and comments of *text* start and end; None where that is in doubt.

    A string starts with its quote, behind its prefix.
    """
    found = [match.span() for match in _LITERAL.finditer(text)]
    for start, end in found:
        if end == start + 1 and text[start] != "#":
            return None
        if _FIELDS_HOLD_QUOTES and _may_go_on(text, start, end):
            return None
    return tuple(found)


def _may_go_on(text: str, start: int, end: int) -> bool:
    """Say whether an f-string may be longer than it seems: it ends in a replacement field."""
    if text[start] == "#" or text[start - 1 : start].lower() not in ("f", "t", "r"):
        return False
    rest = _IN_FIELDS.sub("", text[start + 1 : end - 1])
    return rest.count("{") != rest.count("}")


def _statement(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where the statement stands whose ``import`` is given, None if that is not plain."""
    line = text.rfind("\n", 0, start) + 1
    while line > 1 and text[:line].endswith(("\\\n", "\\\r\n"), max(0, line - 3)):
        line = text.rfind("\n", 0, line - 1) + 1
    leading = _FROM.search(text, line, start)
    start = start if leading is None else leading.start()
    before = text[line:start].rstrip(" \t\f\\\r\n")
    names = _NAMES.match(text, end)
    if names is None or (before and before[-1] not in ";:"):
        return None
    return start, start + len(text[start : names.end()].rstrip(" \t\f\\\r\n"))


def _bound(statement: str, after: int) -> list[str] | None:
    """Return the names that *statement* binds, whose names stand *after*; None: parse it."""
    written = statement[after:]
    if not written.isascii() or "#" in written or "\\" in written:
        return None
    names = []
    for clause in written.strip("() \t\f\r\n").split(","):
        words = clause.split()
        if len(words) == 3 and words[1] == "as":
            names.append(words[2])
        elif len(words) == 1:
            names.append(top(words[0]))
        elif words:
            return None
    return names


def _parsed(source: SourceText, spans: list[tuple[int, int]]) -> list[ImportNode] | None:
    """Return the statements that stand at *spans*, with their places in the file."""
    pieces = [source.text[start:end] for start, end in spans]
    try:
        nodes = ast.parse("\n".join(pieces)).body
    except (SyntaxError, ValueError):
        return None
    if len(nodes) != len(pieces):
        return None
    found: list[ImportNode] = []
    first = 1
    for node, piece, (start, end) in zip(nodes, pieces, spans, strict=True):
        if not isinstance(node, ast.Import | ast.ImportFrom) or node.lineno != first:
            return None
        if node.end_col_offset != len(piece.rpartition("\n")[2].encode("utf-8")):
            return None
        line, column = source.position(start)
        column = len(source.text[start - column : start].encode("utf-8"))
        for each in _placed(node):
            _move(each, first, line - first, column)
        first += piece.count("\n") + 1
        source.place(node, start, end)
        found.append(node)
    return found


def _placed(node: ImportNode) -> Iterator[ast.stmt | ast.alias]:
    yield node
    yield from node.names


def _move(node: ast.stmt | ast.alias, first: int, lines: int, columns: int) -> None:
    """Put *node* *lines* further down and, on its *first* line, *columns* to the right."""
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    if node.lineno == first:
        node.col_offset += columns
    if node.end_lineno == first:
        node.end_col_offset += columns
    node.lineno += lines
    node.end_lineno += lines
