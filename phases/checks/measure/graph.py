"""The import graph of a tree: as rezone reads it, and as grimp does."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any

from rezone.phases.checks.model import Unmeasured
from rezone.phases.checks.session import Measure
from rezone.phases.checks.tree import Tree
from rezone.transforms.index.import_graph import Edge, ImportGraph, build_graph
from rezone.transforms.names import top


def _read(tree: Tree, _files: frozenset[str]) -> Any:
    graph = build_graph(tree.index, tree.parse)
    return {
        "modules": sorted(graph.modules),
        "imports": [[*edge, line] for edge, line in sorted(graph.lines.items())],
        "typing_only": sorted(graph.typing_only),
        "plain": sorted(graph.plain),
        "uses": sorted(graph.uses),
    }


def _by_grimp(tree: Tree, _files: frozenset[str]) -> Any:
    if find_spec("grimp") is None:
        raise Unmeasured("grimp is not installed: pip install 'rezone[checks]'")
    packages = {top(name) for name in tree.index.names} & tree.index.packages
    if not packages:
        raise Unmeasured("the import roots hold no package")
    return tree.ask("grimp_graph", sorted(packages), tool=True)


GRAPH = Measure("import-graph", _read, whole=True)
GRIMP = Measure("import-graph-grimp", _by_grimp, whole=True)


def as_graph(value: Any) -> ImportGraph:
    """Return the graph that `GRAPH` has measured."""
    return ImportGraph(
        frozenset(value["modules"]),
        {(importer, imported): line for importer, imported, line in value["imports"]},
        _edges(value["typing_only"]),
        _edges(value["plain"]),
        _edges(value["uses"]),
    )


def _edges(pairs: Iterable[list[str]]) -> frozenset[Edge]:
    return frozenset((importer, imported) for importer, imported in pairs)


def places(tree: Tree, graph: ImportGraph, edge: Edge) -> str:
    """Return an import as ``importer (file:line) → imported``."""
    source = tree.index.source_of(edge[0])
    line = graph.lines.get(edge, 0)
    where = f" ({source.path}:{line})" if source is not None and line else ""
    return f"{edge[0]}{where} → {edge[1]}"
