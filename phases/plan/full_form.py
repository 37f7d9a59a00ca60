"""The full form of a plan: workspace, domains and phases, on top of a shipped plan or of none."""

from __future__ import annotations

from pathlib import Path

from rezone.phases.plan.catalog import SHIPPED
from rezone.phases.plan.model import Plan, WorkspaceConfig
from rezone.phases.plan.phase_table import read_phases
from rezone.phases.plan.table import Table
from rezone.phases.plan.workspace_table import (
    read_checks,
    read_domains,
    read_thresholds,
    read_workspace,
)

_INSTEAD = {name: f"it belongs into [workspace]: workspace.{name}" for name in ("roots", "exclude")}


def read_full(table: Table, root: Path) -> Plan:
    """Read ``extends``, ``[workspace]``, ``[thresholds]``, ``[checks]``, domains and phases.

    ``extends`` takes the phases and domains of the shipped plan with that name; a phase with the
    same number, or a domain with the same name, takes the place of the shipped one as a whole.
    """
    shipped = _extended(table)
    plan = Plan(
        phases=read_phases(table.tables("phases"), shipped.phases),
        domains=read_domains(table.tables("domains"), shipped.domains),
        workspace=_workspace(table.table("workspace"), root),
        thresholds=read_thresholds(table.table("thresholds")),
        checks=read_checks(table.table("checks")),
        source=table.document.path,
    )
    table.close(_INSTEAD)
    return plan


def _extended(table: Table) -> Plan:
    name = table.text("extends")
    if not name:
        return Plan()
    if name not in SHIPPED:
        from difflib import get_close_matches

        near = get_close_matches(name, SHIPPED, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"shipped: {', '.join(SHIPPED)}"
        table.wrong("extends", f"no plan {name!r} is shipped", hint)
    return SHIPPED.get(name, Plan())


def _workspace(table: Table, root: Path) -> WorkspaceConfig:
    workspace = read_workspace(table, root)
    table.close()
    return workspace
