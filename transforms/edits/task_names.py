"""Task names that are written out where a move would change them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rezone.transforms.edits.actions import KeywordEdit
from rezone.transforms.references.model import Kind, Reference, Status, Tier
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText

_PINNED = "the name of a task, written out: jobs that are queued have it"


def name_tasks(
    source: SourceText, tree: ast.Module, module: str, resolver: Resolver
) -> Iterator[tuple[KeywordEdit | None, Reference]]:
    """Yield the edit of each task in *module* that would be named otherwise afterwards.

    One whose name is not known for sure comes without an edit; its reference says so.
    """
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        task = resolver.tasks.get(f"{module}.{node.name}")
        if task is None:
            continue
        decorator = next((d for d in node.decorator_list if d.lineno == task.line), None)
        if decorator is None:
            continue
        start, end = source.span(decorator)
        line, column = source.position(start)
        name = f"{module}.{node.name}"
        if not task.sure:
            new = resolver.destination(name)
            reason = f'maybe a task named after its module: give it name="{name}", or it is {new}'
            blocked = (Status.BLOCKED, Tier.NEVER, reason)
            yield None, Reference(Kind.STRING, line, column, name, "", *blocked)
            continue
        kept = (Status.KEPT, Tier.SURE, _PINNED)
        yield (
            KeywordEdit(start, end, *_insertion(source, decorator, name), "name", name),
            Reference(Kind.STRING, line, column, name, "", *kept),
        )


def _insertion(source: SourceText, decorator: ast.expr, name: str) -> tuple[int, str]:
    """Return where the keyword goes, and the text that is put there."""
    _, end = source.span(decorator)
    if not isinstance(decorator, ast.Call):
        return end, f'(name="{name}")'
    if not decorator.keywords:
        return source.text.index("(", source.span(decorator.func)[1]) + 1, f'name="{name}"'
    last = decorator.keywords[-1]
    assert last.end_lineno is not None
    assert last.end_col_offset is not None
    return source.offset(last.end_lineno, last.end_col_offset), f', name="{name}"'
