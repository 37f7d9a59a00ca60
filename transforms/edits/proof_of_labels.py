"""Whether a Django app that was given its label is otherwise the one it was."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from itertools import pairwise

from rezone.transforms.edits.actions import LabelEdit
from rezone.transforms.errors import Unproven
from rezone.transforms.names import last
from rezone.transforms.references.source import SourceText


def take_labels(
    source: SourceText, old: ast.Module, new: ast.Module, edits: Iterable[object]
) -> None:
    """Take out of *new*, which became of *old* in *source*, the labels that *edits* wrote.

    Raises:
        Unproven: a label does not stand below the name of its app.
    """
    labels = {(e.start, e.end): e.label for e in edits if isinstance(e, LabelEdit)}
    if not labels:
        return
    for one, other in zip(_classes(old), _classes(new), strict=False):
        for statement in one.body:
            label = labels.get(source.span(statement))
            if label is not None and not (_is_due(label, statement) and _take(label, other.body)):
                why = f'cannot be proven equal: no label = "{label}" below the name'
                raise Unproven(why, source.path, statement.lineno, "report this file")


def _is_due(label: str, statement: ast.stmt) -> bool:
    """Say whether an app of the name in *statement* has that label; a computed name says none."""
    value = getattr(statement, "value", None)
    said = value.value if isinstance(value, ast.Constant) else label
    return label == last(str(said))


def _take(label: str, body: list[ast.stmt]) -> bool:
    """Take the label out of the body of a class, if it stands below the name there."""
    for name, written in pairwise(body):
        is_name = ast.unparse(name).partition(" ")[0].rstrip(":") == "name"
        if is_name and ast.unparse(written) == f"label = {label!r}":
            body.remove(written)
            return True
    return False


def _classes(tree: ast.Module) -> list[ast.ClassDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
