"""``from module import *`` where symbols have left the module: what it took is imported by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rezone.transforms.edits.actions import Clause
from rezone.transforms.references.imports import Imported, ImportReference


def missed_by_star(
    reference: ImportReference, others: Iterable[ImportReference]
) -> Iterator[Imported]:
    """Yield what a star import will miss, unless one of *others* in the file brings it."""
    brought = {
        (other.alias.asname or other.name, other.new_qualified)
        for statement in others
        for other in statement.names
    }
    for imported in reference.besides:
        if (imported.name, imported.new_qualified) not in brought:
            yield imported


def clauses_for(reference: ImportReference, missed: Iterable[Imported]) -> Iterator[Clause]:
    """Yield the imports that stand in for the star, under the names it gave."""
    for imported in missed:
        alias = imported.name if imported.new_name != imported.name else None
        yield Clause(reference.written(imported.new_module), imported.new_name, alias)
