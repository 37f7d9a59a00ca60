"""A plan as tables for people."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from rezone.phases.plan.model import Phase, Plan


def plan_tables(plan: Plan) -> Group:
    """Return the plan's file, one table a phase, and one of the domains if there are any."""
    return Group(*_parts(plan))


def plan_trees(plan: Plan) -> Group:
    """Return one tree a phase: the new packages, and what comes from where."""
    from rezone.phases.reports.move_tree import name_tree

    return Group(*(name_tree(phase, _heading(phase)) for phase in plan.phases))


def _parts(plan: Plan) -> Iterator[RenderableType]:
    roots = ", ".join(plan.workspace.roots) or "guessed"
    yield Text(f"{plan.source}: {_counted(len(plan.phases), 'phase')}; roots: {roots}")
    for phase in plan.phases:
        yield Text()
        yield Text(_heading(phase), style="bold")
        yield _moves(phase)
    if plan.domains:
        yield Text()
        yield _domains(plan)


def _heading(phase: Phase) -> str:
    title = f"Phase {phase.number}: {phase.title}" if phase.title else f"Phase {phase.number}"
    facts = [f"complexity {phase.complexity}", f"risk {phase.risk}"]
    if phase.weeks:
        facts.append(f"weeks {phase.weeks}")
    if phase.depends_on:
        facts.append(f"after {', '.join(map(str, phase.depends_on))}")
    return f"{title} ({'; '.join([*facts, _counted(len(phase.moves), 'move')])})"


def _moves(phase: Phase) -> Table:
    """Return what moves; renames and files that stay follow in the same table."""
    table = _table("from", "to", "what")
    for planned in phase.moves:
        move = planned.move
        what = "symbol" if move.is_symbol else "alone" if move.alone else ""
        if phase.leaves_bridge(planned):
            what = f"{what}, bridged" if what else "bridged"
        table.add_row(Text(move.source), Text(move.target), what)
    for old, new in phase.renames:
        table.add_row(Text(old), Text(new), "name only")
    for path in phase.skip:
        table.add_row(Text(path), Text(), "stays")
    for package in phase.lazy:
        table.add_row(Text(package), Text(), "re-exports become lazy")
    return table


def _domains(plan: Plan) -> Table:
    table = _table("domain", "packages", "may import")
    for domain in plan.domains:
        packages, allowed = ", ".join(domain.packages), ", ".join(domain.may_import)
        table.add_row(Text(domain.name), Text(packages), Text(allowed or "nothing"))
    return table


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
