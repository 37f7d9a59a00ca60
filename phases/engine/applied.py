"""Which phases a tree shows as done, and a phase cut down to what a tree still holds."""

from __future__ import annotations

from rezone.phases.engine.context import choose_roots, seems_applied
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Phase, Plan
from rezone.transforms.index.modules import Index
from rezone.transforms.moves.compose import compose
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.names import is_within
from rezone.transforms.records import replace


def applied_in(workspace: Workspace, plan: Plan) -> frozenset[int]:
    """Return the phases that the tree shows as done, also where a later one moved on from there.

    A phase that moves one module to where another one was looks the same before and after, and
    is never among them.
    """
    found: set[int] = set()
    onward = NameMap(())
    index = workspace.index(choose_roots(plan, workspace))
    for phase in reversed(plan.in_dependency_order()):
        if seems_applied(workspace, plan, _carried(phase, onward, index)):
            found.add(phase.number)
            onward = compose(name_map(phase), onward)
    return frozenset(found)


def name_map(phase: Phase) -> NameMap:
    """Return what *phase* does to names: its moves, and its renames that no file explains."""
    renames = (Move(old, new) for old, new in phase.renames)
    return NameMap((*(planned.move for planned in phase.moves), *renames))


def _carried(phase: Phase, onward: NameMap, index: Index) -> Phase:
    """Return *phase* with its targets where *onward* takes them."""
    moves = (
        replace(p, move=replace(p.move, target=_place(p.move.target, onward, index)))
        for p in phase.moves
        if not p.move.is_symbol
    )
    symbols = (p for p in phase.moves if p.move.is_symbol)
    return replace(phase, moves=(*moves, *symbols))


def _place(target: str, onward: NameMap, index: Index) -> str:
    """Return where *target* is by now; of a package that left piece by piece, where a piece is."""
    whole = onward(target)
    if index.has(whole):
        return whole
    inside = (m for m in onward.moves if not m.is_symbol and is_within(m.source, target))
    return next((m.target for m in inside if index.has(m.target)), whole)


def within_reach(workspace: Workspace, plan: Plan, phase: Phase) -> Phase:
    """Return *phase* without the moves of what *workspace* does not hold.

    Those that move modules become renames: what still names such a module follows all the same.
    """
    index = Index.build(workspace.files, choose_roots(plan, workspace))
    here = [p for p in phase.moves if index.has(p.move.source.partition(":")[0])]
    gone = [p.move for p in phase.moves if p not in here and not p.move.is_symbol]
    renames = (*phase.renames, *((move.source, move.target) for move in gone))
    return replace(phase, moves=tuple(here), renames=renames)
