"""No domain imports another one that the plan does not allow it.

A move changes no import, but it may carry one across a border: such a violation is inherited.  It
is listed, and fails only where the plan says so (``checks.contracts = "all"``).
"""

from __future__ import annotations

from rezone.phases.checks.measure.expected import compared
from rezone.phases.checks.measure.graph import GRAPH, as_graph, places
from rezone.phases.checks.model import Check, Finding, Unmeasured, When
from rezone.phases.checks.scene import Scene
from rezone.phases.plan.territory import Territory
from rezone.phases.simulation import violations


def _judge(scene: Scene) -> Finding:
    if not scene.plan.domains:
        raise Unmeasured("the plan has no [[domains]]")
    now = as_graph(scene.take(GRAPH))
    found = violations(now, Territory(scene.plan.domains))
    old = now.edges if scene.when is When.PRE else compared(scene).expected.edges
    new = found.keys() - old
    is_closed = scene.plan.checks.contracts == "all"
    details = [
        f"{'new' if edge in new else 'inherited'}: {places(scene.tree, now, edge)}: "
        f"{here} may not import {there}"
        for edge, (here, there) in sorted(found.items(), key=lambda item: item[0] not in new)
    ]
    return Finding(
        not (found if is_closed else new),
        f"{len(found)} violations, {len(new)} of them new",
        "0 violations" if is_closed else "0 new violations",
        {"violations": len(found), "new": len(new)},
        tuple(details),
    )


CHECK = Check(
    "domain-contracts",
    "Domains import what they may",
    frozenset({When.PRE, When.POST}),
    _judge,
)
