"""Syntax near certain words: what holds none of them is not walked.

Looking for a word in text costs a hundredth of walking the tree.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from rezone.transforms.references.source import SourceText


class Lines:
    """The lines of a file that hold one of *names*: statements without any need no look."""

    def __init__(self, source: SourceText, names: Iterable[str]) -> None:
        word = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b")
        self._lines = [source.position(m.start())[0] for m in word.finditer(source.text)]

    def are_in(self, node: ast.AST) -> bool:
        """Say whether *node* is no statement, or spans such a line."""
        if not isinstance(node, ast.stmt):
            return True
        decorators = getattr(node, "decorator_list", ())
        first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        at = bisect_left(self._lines, first)
        return at < len(self._lines) and self._lines[at] <= (node.end_lineno or first)


def nodes_near(tree: ast.Module, source: SourceText, names: Iterable[str]) -> Iterator[ast.AST]:
    """Yield the nodes of every statement that holds one of *names*, statements around it too."""
    lines = Lines(source, names)
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(child for child in ast.iter_child_nodes(node) if lines.are_in(child))
