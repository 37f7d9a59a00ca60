"""The short form of a plan: roots and one table of moves, old name to new, which is phase 1."""

from __future__ import annotations

from pathlib import Path

from rezone.phases.plan.model import Phase, Plan, PlannedMove
from rezone.phases.plan.move_names import read_move
from rezone.phases.plan.phase_table import read_shim_until
from rezone.phases.plan.table import Table
from rezone.phases.plan.workspace_table import (
    read_checks,
    read_domains,
    read_thresholds,
    read_workspace,
)

_INSTEAD = {
    "phases": "a plan has either 'moves' or 'phases'",
    "workspace": "beside 'moves' its keys stand at the top",
    "lazy": "it belongs to a phase: write the moves below [[phases]]",
    "extends": "a plan that extends another has 'phases', not 'moves'",
}


def read_flat(table: Table, root: Path) -> Plan:
    """Read ``{"roots": […], "moves": {"old.name": "new.name", "pkg.mod:Symbol": "…"}}``.

    The keys of ``[workspace]`` stand at the top, and ``shims`` and ``shim_until`` of the phase;
    ``domains``, ``thresholds`` and ``checks`` may follow.
    """
    phase = Phase(
        1,
        moves=_moves(table.table("moves")),
        shims=table.flag("shims"),
        shim_until=read_shim_until(table),
        origin=table.origin("moves"),
    )
    plan = Plan(
        phases=(phase,),
        domains=read_domains(table.tables("domains")),
        workspace=read_workspace(table, root),
        thresholds=read_thresholds(table.table("thresholds")),
        checks=read_checks(table.table("checks")),
        source=table.document.path,
    )
    table.close(_INSTEAD)
    return plan


def _moves(table: Table) -> tuple[PlannedMove, ...]:
    moves = []
    for source, target in table.strings():
        move = read_move(table, (source, source), source, target)
        if move is not None:
            moves.append(PlannedMove(move, table.origin(source)))
    return tuple(moves)
