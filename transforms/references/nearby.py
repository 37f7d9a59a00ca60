"""Syntax near certain words: what holds none of them is not walked.

Looking for a word in text costs a hundredth of walking the tree.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rezone.transforms.references.source import SourceText


@lru_cache(maxsize=256)
def whole_word(name: str) -> re.Pattern[str]:
    """Return a pattern of *name* as a whole word; it is looked for at the speed of `str.find`."""
    return re.compile(rf"{re.escape(name)}(?<!\w{re.escape(name)})(?!\w)")


class Lines:
    """The lines of a file that hold one of *names*: statements without any need no look."""

    def __init__(self, source: SourceText, names: Iterable[str]) -> None:
        # One search a name: a pattern that begins with letters is looked for at the speed of find.
        text = source.text
        here = (name for name in names if name in text)
        found = {m.start() for name in here for m in whole_word(name).finditer(text)}
        self.numbers = [source.position(start)[0] for start in sorted(found)]

    def are_in(self, node: ast.AST) -> bool:
        """Say whether *node* is no statement, or spans such a line."""
        return not isinstance(node, ast.stmt) or spans(node, self.numbers)


def spans(statement: ast.stmt, lines: Sequence[int]) -> bool:
    """Say whether one of *lines* (1-based, in order) lies in *statement* or its decorators."""
    decorators = getattr(statement, "decorator_list", ())
    first = min([statement.lineno, *(each.lineno for each in decorators)])
    at = bisect_left(lines, first)
    return at < len(lines) and lines[at] <= (statement.end_lineno or first)


def nodes_near(tree: ast.Module, source: SourceText, names: Iterable[str]) -> Iterator[ast.AST]:
    """Yield the nodes of every statement that holds one of *names*, statements around it too."""
    lines = Lines(source, names)
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(child for child in ast.iter_child_nodes(node) if lines.are_in(child))
