"""Where in a Python file text stands that is no code: string literals and comments."""

from __future__ import annotations

import ast
from bisect import bisect_right

from rezone.transforms.references.model import Kind
from rezone.transforms.references.source import SourceText


class LiteralRegions:
    """The string literals of a file, and with them its comments.

    A ``#`` outside every literal starts a comment (language reference 2.1.3), so no second pass
    over the tokens is needed.
    """

    def __init__(self, source: SourceText, tree: ast.Module) -> None:
        self._source = source
        found: list[tuple[int, int, bool]] = []
        stack: list[ast.AST] = [tree]
        while stack:
            node = stack.pop()
            if isinstance(node, ast.JoinedStr):
                found.append((*source.span(node), False))
            elif isinstance(node, ast.Constant):
                if isinstance(node.value, str | bytes):
                    found.append((*source.span(node), True))
            else:
                stack.extend(ast.iter_child_nodes(node))
        found.sort()
        self._starts = [start for start, _, _ in found]
        self._found = found

    def _literal(self, offset: int) -> tuple[int, int, bool] | None:
        position = bisect_right(self._starts, offset) - 1
        if position >= 0 and offset < self._found[position][1]:
            return self._found[position]
        return None

    def is_plain_literal(self, offset: int) -> bool:
        """Say whether *offset* lies in a literal that is no f-string."""
        literal = self._literal(offset)
        return literal is not None and literal[2]

    def kind_at(self, start: int, end: int) -> Kind | None:
        """Return what the characters from *start* to *end* stand in, None for code."""
        literal = self._literal(start)
        if literal is not None:
            return Kind.STRING if end <= literal[1] else None
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
