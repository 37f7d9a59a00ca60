"""Tables of lazy loaders: their entries follow, or a person must look."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rezone.transforms.edits.actions import TextEdit
from rezone.transforms.index.modules import ModulePath
from rezone.transforms.references.lazy_tables import lazy_names
from rezone.transforms.references.model import Kind, Reference, Status, Tier
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText


def follow_lazy_names(
    source: SourceText,
    tree: ast.Module,
    resolver: Resolver,
    here: ModulePath | None,
    now: ModulePath | None,
) -> Iterator[tuple[TextEdit | None, Reference]]:
    """Yield what becomes of the entries that lead elsewhere, with the edit where there is one."""
    for found in lazy_names(tree, source, resolver, here, now):
        start, end = source.span(found.node)
        line, column = source.position(start)
        says = str(found.node.value)
        at = source.text.find(says, start, end)
        if found.written and at >= 0:
            edit = TextEdit(at, at + len(says), found.written)
            yield edit, Reference(Kind.STRING, line, column, found.old, found.new)
        else:
            reason = (
                f"a table of a lazy loader: it is {found.new} afterwards, which no entry can say"
            )
            left = (Status.BLOCKED, Tier.NEVER, reason)
            yield None, Reference(Kind.STRING, line, column, found.old, "", *left)
