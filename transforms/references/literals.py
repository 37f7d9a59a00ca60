"""Where in a Python file text stands that is no code: string literals and comments."""

from __future__ import annotations

import ast

from rezone.transforms.references.model import Kind
from rezone.transforms.references.source import SourceText


class LiteralRegions:
    """The string literals of a file, and with them its comments.

    A ``#`` outside every literal starts a comment (language reference 2.1.3), so no second pass
    over the tokens is needed.
    """

    def __init__(self, source: SourceText, tree: ast.Module) -> None:
        self._source = source
        self._tree = tree
        self._lines: dict[int, list[tuple[int, int, bool]]] = {}
        self._fields: dict[int, list[tuple[int, int]]] = {}

    def _on_line(self, line: int) -> list[tuple[int, int, bool]]:
        """Return start, end and plainness of the literals on *line*, which alone is walked."""
        if line not in self._lines:
            found: list[tuple[int, int, bool]] = []
            stack: list[ast.AST] = [self._tree]
            while stack:
                node = stack.pop()
                if isinstance(node, ast.JoinedStr):
                    found.append((*self._source.span(node), False))
                elif isinstance(node, ast.Constant):
                    if isinstance(node.value, str | bytes):
                        found.append((*self._source.span(node), True))
                else:
                    stack.extend(c for c in ast.iter_child_nodes(node) if _spans(c, line))
            self._lines[line] = found
        return self._lines[line]

    def _texts(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the spans of text between the replacement fields of an f-string."""
        if start not in self._fields:
            literal = self._source.text[start:end]
            self._fields[start] = [(start + s, start + e) for s, e in texts_of_fstring(literal)]
        return self._fields[start]

    def _literal(self, offset: int) -> tuple[int, int, bool] | None:
        line, _ = self._source.position(offset)
        found = self._on_line(line)
        return next((literal for literal in found if literal[0] <= offset < literal[1]), None)

    def is_plain_literal(self, offset: int) -> bool:
        """Say whether *offset* lies in a literal that is no f-string."""
        literal = self._literal(offset)
        return literal is not None and literal[2]

    def kind_at(self, start: int, end: int) -> Kind | None:
        """Return what the characters from *start* to *end* stand in, None for code.

        The replacement fields of an f-string are code.
        """
        literal = self._literal(start)
        if literal is not None:
            begin, finish, is_plain = literal
            texts = [(begin, finish)] if is_plain else self._texts(begin, finish)
            return Kind.STRING if any(s <= start and end <= e for s, e in texts) else None
        line, _ = self._source.position(start)
        offset = self._source.line_starts[line - 1]
        while True:
            offset = self._source.text.find("#", offset, start)
            if offset < 0:
                return None
            literal = self._literal(offset)
            if literal is None:
                return Kind.COMMENT
            offset = literal[1]


def _spans(node: ast.AST, line: int) -> bool:
    """Say whether *node* may hold something on *line*; a decorator stands above its definition."""
    first, end = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
    if first is None or end is None:
        return True
    if getattr(node, "decorator_list", None):
        first = min(decorator.lineno for decorator in node.decorator_list)  # type: ignore[attr-defined]
    return bool(first <= line <= end)


def texts_of_fstring(literal: str) -> list[tuple[int, int]]:
    """Return the spans of *literal* that are text: of its plain parts and between its fields.

    Before Python 3.12 `ast` knows no positions inside an f-string, so LibCST says them.
    """
    import libcst as cst

    module = cst.Module([])
    spans: list[tuple[int, int]] = []
    position = 0

    def walk(node: cst.BaseExpression | cst.BaseFormattedStringContent) -> None:
        nonlocal position
        if isinstance(node, cst.ConcatenatedString):
            walk(node.left)
            position += len(module.code_for_node(node.whitespace_between))
            walk(node.right)
        elif isinstance(node, cst.FormattedString):
            position += len(node.start)
            for part in node.parts:
                walk(part)
            position += len(node.end)
        else:
            length = len(module.code_for_node(node))
            if not isinstance(node, cst.FormattedStringExpression):
                spans.append((position, position + length))
            position += length

    walk(cst.parse_expression(f"({literal})").with_changes(lpar=[], rpar=[]))
    return spans
