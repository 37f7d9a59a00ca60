"""Tables of lazy loaders: their entries follow, or a person must look."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping

from rezone.transforms.edits.actions import TableEdit, TextEdit
from rezone.transforms.edits.lazy_entries import parted_table
from rezone.transforms.index.modules import ModulePath
from rezone.transforms.references.lazy_tables import LazyName, lazy_names
from rezone.transforms.references.model import Kind, Reference, Status, Tier
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText

_Found = tuple[TextEdit | TableEdit | None, Reference]


def follow_lazy_names(
    source: SourceText,
    tree: ast.Module,
    resolver: Resolver,
    here: ModulePath | None,
    now: ModulePath | None,
) -> Iterator[_Found]:
    """Yield what becomes of the entries that lead elsewhere, with the edit where there is one."""
    names = list(lazy_names(tree, source, resolver, here, now))
    alone = {id(each): one for each in names if (one := _renamed(source, each)) is not None}
    tables = _tables(source, names, alone)
    yielded: set[int] = set()
    for found in names:
        line, column = source.position(source.span(found.node)[0])
        table = tables.get(id(found))
        edit = table or alone.get(id(found))
        if edit is None:
            reason = (
                f"a table of a lazy loader: it is {found.new} afterwards, which no entry can say"
            )
            left = (Status.BLOCKED, Tier.NEVER, reason)
            yield None, Reference(Kind.STRING, line, column, found.old, "", *left)
        else:
            once = None if id(edit) in yielded else edit
            yielded.add(id(edit))
            yield once, Reference(Kind.STRING, line, column, found.old, found.new)


def _renamed(source: SourceText, found: LazyName) -> TextEdit | None:
    """Return the edit of an entry that is merely called otherwise."""
    start, end = source.span(found.node)
    says = str(found.node.value)
    at = source.text.find(says, start, end)
    return TextEdit(at, at + len(says), found.written) if found.written and at >= 0 else None


def _tables(
    source: SourceText, names: list[LazyName], alone: Mapping[int, TextEdit]
) -> dict[int, TableEdit]:
    """Return the tables in which names part ways, by the id of each name in them that follows."""
    parting: dict[int, list[LazyName]] = defaultdict(list)
    for found in names:
        if found.table is not None:
            parting[id(found.table.node)].append(found)
    edits: dict[int, TableEdit] = {}
    for those in parting.values():
        table = those[0].table
        assert table is not None
        goes: dict[str, dict[str, str]] = defaultdict(dict)
        for found in those:
            goes[str(found.node.value)][found.name] = found.into
        start, end = source.span(table.node)
        inside = {i: e for i, e in alone.items() if start <= e.start and e.end <= end}
        renamed = {(e.start, e.end, e.new) for e in inside.values()}
        edit = parted_table(source, table, goes, renamed)
        if edit is not None:
            edits |= dict.fromkeys((*map(id, those), *inside), edit)
    return edits
