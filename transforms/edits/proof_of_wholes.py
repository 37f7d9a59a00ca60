"""Whether an expression that was written anew as a whole says what it said."""

from __future__ import annotations

import ast

from rezone.transforms.edits.actions import JoinEdit, TableEdit
from rezone.transforms.edits.joined_paths import path_afterwards
from rezone.transforms.edits.proof_of_tables import same_table
from rezone.transforms.edits.split_names import name_afterwards
from rezone.transforms.references.path_literals import path_literals, path_of
from rezone.transforms.references.positions import last_segment
from rezone.transforms.references.resolver import Resolver


def unlike(
    old: ast.AST, new: ast.AST, edit: TableEdit | JoinEdit, resolver: Resolver
) -> str | None:
    """Return what *new*, which became of *old* by *edit*, says otherwise; None: nothing."""
    if isinstance(edit, TableEdit):
        is_same = isinstance(old, ast.Dict) and same_table(old, new, edit, resolver)
        return None if is_same else "the table of a lazy loader gives other names"
    if isinstance(old, ast.Constant):
        wanted = name_afterwards(str(old.value), resolver)
        found = new.value if isinstance(new, ast.Constant) else None
        return None if found == wanted else f"it says {found!r} instead of {wanted!r}"
    is_same = isinstance(old, ast.expr) and isinstance(new, ast.expr)
    if not is_same or _joins(old) != _joins(new) or _unknown(old) != _unknown(new):
        return "a path is joined otherwise"
    place, due = _path(new), path_afterwards(_path(old), resolver)
    return None if place == due else f"it finds {place} instead of {due}"


def _path(node: ast.AST) -> str:
    return path_of((isinstance(node, ast.expr) and path_literals(node)) or [])


def _joins(node: ast.AST) -> list[str]:
    """Return the functions that are called, and whether there is a division at all."""
    called = [last_segment(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)]
    divided = any(isinstance(each, ast.Div) for each in ast.walk(node))
    return [*called, "/" * divided]


def _unknown(node: ast.AST) -> list[str]:
    """Return the arguments of a join that are no literals."""
    given = node.args if isinstance(node, ast.Call) else []
    return [ast.dump(each) for each in given if not any(map(_is_text, ast.walk(each)))]


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant | ast.JoinedStr)
