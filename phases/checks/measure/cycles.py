"""Import cycles: which modules need each other, by what chain, and which of that is new."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from rezone.phases import simulation
from rezone.transforms.index.import_graph import Edge, ImportGraph

_TRIED = 200
"""Imports of one component that the shortest chain is sought through."""


def components(graph: ImportGraph) -> list[frozenset[str]]:
    """Return the sets of modules that import each other when they run, in a fixed order."""
    return [frozenset(group) for group in simulation.components(graph)]


def new_edges(
    group: frozenset[str], graph: ImportGraph, before: Iterable[frozenset[str]]
) -> list[Edge]:
    """Return the imports within *group* between modules that no cycle of *before* joined."""
    old = list(before)
    return sorted(
        (importer, imported)
        for importer in group
        for imported in graph.running.get(importer, frozenset()) & group
        if not any({importer, imported} <= known for known in old)
    )


def shortest(group: frozenset[str], graph: ImportGraph, through: Iterable[Edge]) -> list[Edge]:
    """Return the shortest cycle of *group* that takes one of the imports *through*."""
    best: list[Edge] = []
    for importer, imported in list(through)[:_TRIED]:
        back = graph.shortest_chain(imported, importer, group)
        chain = [(importer, imported), *pairwise(back)]
        if back and (not best or len(chain) < len(best)):
            best = chain
    return best
