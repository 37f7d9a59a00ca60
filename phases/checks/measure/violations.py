"""Imports across domains that the plan does not allow."""

from __future__ import annotations

from rezone.phases.plan.territory import Territory, allows
from rezone.transforms.index.import_graph import Edge, ImportGraph


def violations(graph: ImportGraph, territory: Territory) -> dict[Edge, tuple[str, str]]:
    """Return each forbidden import, and the names of the two domains."""
    found = {}
    homes = {module: territory.domain_of(module) for module in graph.modules}
    for importer, imported in sorted(graph.edges):
        here, there = homes.get(importer), homes.get(imported)
        if here is not None and there is not None and not allows(here, there):
            found[importer, imported] = (here.name, there.name)
    return found
