"""The statements that define a top-level name, and the lines they stand on."""

from __future__ import annotations

import ast
import re

from msgspec import Struct

from rezone.transforms.index.namespace import bound_names, module_statements
from rezone.transforms.references.source import SourceText

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_COMMENT = re.compile(r"[ \t]*#")


class Obstacle(Struct, frozen=True):
    """Why a symbol cannot move as planned: *line* (1-based) of the file *path*, and the way out."""

    problem: str
    path: str
    line: int
    hint: str = ""


class Binders(Struct, frozen=True, dict=True):
    """Which top-level statements bind which names of a module."""

    tree: ast.Module

    def of(self, name: str) -> list[ast.stmt]:
        """Return the top-level statements in which *name* is bound, imports included."""
        return [node for node in self.tree.body if name in names_bound(node)]

    def defines(self, name: str) -> bool:
        """Say whether the module itself defines *name*, and does not just import it."""
        return any(
            name in bound_names(inner)
            for node in self.tree.body
            for inner in module_statements([node])
            if not isinstance(inner, ast.Import | ast.ImportFrom)
        )


def names_bound(node: ast.stmt) -> set[str]:
    """Return every name that *node* binds in its module, in whatever branch."""
    found: set[str] = set()
    for inner in module_statements([node]):
        if isinstance(inner, ast.Import | ast.ImportFrom):
            found |= {a.asname or a.name.partition(".")[0] for a in inner.names}
        else:
            found |= set(bound_names(inner))
    return found


def is_definition(node: ast.stmt, name: str) -> bool:
    """Say whether *node* is a statement that defines *name* and nothing else."""
    if isinstance(node, _DEFINITIONS):
        return node.name == name
    if isinstance(node, ast.Assign):
        return len(node.targets) == 1 and _is(node.targets[0], name)
    if isinstance(node, ast.AnnAssign | ast.AugAssign):
        return _is(node.target, name)
    return type(node).__name__ == "TypeAlias" and _is(getattr(node, "name", node), name)


def _is(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def with_docstrings(tree: ast.Module, nodes: list[ast.stmt]) -> list[ast.stmt]:
    """Return *nodes* and the strings directly below assignments, which document them."""
    chosen = set(map(id, nodes))
    for node, following in zip(tree.body, tree.body[1:], strict=False):
        is_assigned = id(node) in chosen and not isinstance(node, _DEFINITIONS)
        if is_assigned and is_string(following) and following.lineno <= _end(node) + 1:
            chosen.add(id(following))
    return [node for node in tree.body if id(node) in chosen]


def is_string(node: ast.stmt) -> bool:
    """Say whether *node* is a string that stands alone."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _end(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def first_line(node: ast.stmt) -> int:
    """Return the line (1-based) on which *node* begins, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def lines_of(source: SourceText, tree: ast.Module, node: ast.stmt) -> tuple[int, int]:
    """Return the first line (1-based) of *node* with its comments, and the line after the last.

    The comments directly above go along, and so do those below that are indented as its body is.
    A comment on the first line of the file is the file's.
    """
    first, end = first_line(node), _end(node)
    above = max((_end(other) for other in tree.body if _end(other) < first), default=0)
    while first > above + 1 and _COMMENT.match(line_at(source, first - 1)):
        first -= 1
    if first == 1:  # one block of comments from the first line on: the file's head
        first = first_line(node)
    probe = end + 1
    while probe <= len(source.line_starts):
        text = line_at(source, probe)
        if text.strip() and not (text[:1] in " \t" and _COMMENT.match(text)):
            break
        if text.strip():
            end = probe
        probe += 1
    return first, end + 1


def line_at(source: SourceText, line: int) -> str:
    """Return the text of a line (1-based), its end included."""
    starts = source.line_starts
    end = starts[line] if line < len(starts) else len(source.text)
    return source.text[starts[line - 1] : end]
