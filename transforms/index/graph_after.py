"""The import graph as a phase will leave it, worked out from the graph alone.

No file is read and none is rewritten: what a phase does to imports follows from the names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from rezone.transforms.index.import_graph import Edge, ImportGraph
from rezone.transforms.names import is_within, top


def graph_after(
    before: ImportGraph,
    rename: Callable[[str], str],
    created: Collection[str] = (),
    removed: Collection[str] = (),
    lazy: Collection[str] = (),
) -> ImportGraph:
    """Return *before* as it is after modules were renamed.

    Args:
        before: the graph now.
        rename: old qualified name → new.
        created: packages that get an ``__init__``, by their new names.
        removed: packages whose ``__init__`` goes, by their old names.
        lazy: packages, by their old names, whose re-exports become lazy: they import nothing
            any more when they run.
    """
    renamed = before.renamed(rename)
    gone = frozenset(removed)
    modules = frozenset(rename(name) for name in before.modules - gone) | frozenset(created)
    lines = {edge: line for edge, line in renamed.lines.items() if set(edge) <= modules}
    for edge in _added(before, rename):
        lines.setdefault(edge, 0)
    asleep = {rename(name) for name in lazy}
    typing = {edge for edge in lines if edge in renamed.typing_only or edge[0] in asleep}
    return ImportGraph(modules, lines, frozenset(typing), renamed.plain, renamed.uses)


def _added(before: ImportGraph, rename: Callable[[str], str]) -> set[Edge]:
    """Return the imports that dotted uses need afterwards.

    ``import a.b`` binds ``a``: where ``a.b`` moves away, a use of ``a`` needs an import of its
    own, and a use of what moves does where nothing else loads it under its new name.
    """
    loaded: dict[str, set[str]] = {}
    for importer, imported in before.plain:
        loaded.setdefault(importer, set()).add(rename(imported))
    found: set[Edge] = set()
    for importer, used in before.uses:
        after = rename(used)
        targets = loaded.get(importer, set())
        has_top = top(after) in map(top, targets)
        is_near = any(is_within(after, name) or is_within(name, after) for name in targets)
        if not has_top or (after != used and not is_near):
            found.add((rename(importer), after))
    return {edge for edge in found if edge[0] != edge[1]}
