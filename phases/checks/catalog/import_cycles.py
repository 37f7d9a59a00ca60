"""The phase closes no new cycle of imports; old ones are listed."""

from __future__ import annotations

from rezone.phases.checks.measure.cycles import components, new_edges, shortest
from rezone.phases.checks.measure.expected import compared
from rezone.phases.checks.measure.graph import GRAPH, as_graph
from rezone.phases.checks.model import Check, Finding, When
from rezone.phases.checks.scene import Scene
from rezone.phases.checks.tree import Tree
from rezone.transforms.index.import_graph import Edge, ImportGraph


def _judge(scene: Scene) -> Finding:
    now = as_graph(scene.take(GRAPH))
    groups = components(now)
    before = groups if scene.when is When.PRE else components(compared(scene).before)
    new = [group for group in groups if new_edges(group, now, before)]
    details = []
    for group in sorted(groups, key=lambda group: group not in new):
        through = new_edges(group, now, before if group in new else ())
        chain = written(scene.tree, now, shortest(group, now, through))
        details.append(f"{'new' if group in new else 'known'}: {len(group)} modules: {chain}")
    return Finding(
        not new,
        f"{len(groups)} cycles, {len(new)} new",
        "0 new cycles",
        {"cycles": len(groups), "new": len(new)},
        tuple(details),
    )


def written(tree: Tree, graph: ImportGraph, chain: list[Edge]) -> str:
    """Return a cycle as modules with the lines of their imports, back to the first."""
    steps = []
    for edge in chain:
        source = tree.index.source_of(edge[0])
        path = source.path if source is not None else ""
        steps.append(f"{edge[0]} ({path}:{graph.lines.get(edge, 0)})")
    return " → ".join([*steps, chain[0][0] if chain else ""])


CHECK = Check(
    "import-cycles",
    "No new cycle of imports",
    frozenset({When.PRE, When.POST}),
    _judge,
)
