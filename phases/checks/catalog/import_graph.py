"""The import graph after the phase is the one before it under the new names, and grimp agrees."""

from __future__ import annotations

from rezone.phases.checks.measure.expected import compared
from rezone.phases.checks.measure.graph import GRAPH, GRIMP, as_graph, places
from rezone.phases.checks.model import Check, Finding, When
from rezone.phases.checks.scene import Scene
from rezone.transforms.index.import_graph import Edge, ImportGraph


def _judge(scene: Scene) -> Finding:
    now = as_graph(scene.take(GRAPH))
    odd = sorted(only_grimp(now, scene.take(GRIMP)))
    size = f"{len(now.modules)} modules, {len(now.edges)} imports"
    numbers = {"modules": len(now.modules), "imports": len(now.edges), "only_grimp": len(odd)}
    doubts = [f"only grimp sees {importer} → {imported}" for importer, imported in odd]
    if scene.when is When.PRE:
        return Finding(
            not odd,
            f"{size}, {len(odd)} more in grimp's graph",
            "grimp sees no other import",
            numbers,
            tuple(doubts),
        )
    found = compared(scene)
    lost, unexpected, gone = found.lost(), found.unexpected(), found.lost_modules()
    details = [
        *(f"lost: {name}" for name in gone),
        *(f"lost: {importer} → {imported}" for importer, imported in lost),
        *(f"unexpected: {places(scene.tree, now, edge)}" for edge in unexpected),
        *doubts,
    ]
    return Finding(
        not details,
        f"{size}; {len(gone)} modules and {len(lost)} imports lost, {len(unexpected)} unexpected",
        "0 lost, 0 unexpected, grimp sees no other import",
        {**numbers, "lost": len(lost) + len(gone), "unexpected": len(unexpected)},
        tuple(details),
    )


def only_grimp(ours: ImportGraph, theirs: dict[str, list[list[str]]]) -> set[Edge]:
    """Return the imports that grimp sees and rezone does not: none, or one of them is wrong."""
    return {(importer, imported) for importer, imported in theirs["imports"]} - ours.edges


CHECK = Check(
    "import-graph",
    "The import graph is the one expected",
    frozenset({When.PRE, When.POST}),
    _judge,
)
