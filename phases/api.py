"""The public surface: what a command, a test or another program calls."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rezone.phases.beginning.files import Beginning, init
    from rezone.phases.branches.committed import migrate_and_commit, rollback_and_commit
    from rezone.phases.branches.port import Ported, diff_of_trees, port
    from rezone.phases.bridges import (
        Dropped,
        StandingBridge,
        drop_bridges,
        restore_bridges,
    )
    from rezone.phases.bridges import standing_bridges as bridges
    from rezone.phases.dashboard import collect_dashboard, write_dashboard
    from rezone.phases.distribution.comparison import Difference, compare_distributions
    from rezone.phases.engine.drags import SymbolPhase
    from rezone.phases.engine.examine import Executor
    from rezone.phases.engine.refusals import refuse_unsettled
    from rezone.phases.export import Exported, export
    from rezone.phases.guarded import Extent, migrate_checked
    from rezone.phases.migration import (
        REPORTS,
        Outcome,
        Progress,
        Receipt,
        migrate,
        preview,
        preview_all,
    )
    from rezone.phases.plan.model import Plan
    from rezone.phases.references import Rewritten, rewrite
    from rezone.phases.simulation import Simulated
    from rezone.phases.standing import BACKUPS, Standing, is_applied, recover, standings, states
    from rezone.phases.undoing import rollback, rollback_order
    from rezone.phases.validation import Choice, Mode, Told, Verdict, validate, write_validation
    from rezone.transforms.errors import PlanError

__all__ = [
    "BACKUPS",
    "REPORTS",
    "Beginning",
    "Choice",
    "Difference",
    "Dropped",
    "Exported",
    "Extent",
    "Mode",
    "Outcome",
    "Ported",
    "Progress",
    "Receipt",
    "Rewritten",
    "Standing",
    "StandingBridge",
    "Told",
    "Verdict",
    "bridges",
    "cluster",
    "collect_dashboard",
    "compare_distributions",
    "diff_of_trees",
    "drop_bridges",
    "examine",
    "export",
    "init",
    "is_applied",
    "load",
    "migrate",
    "migrate_and_commit",
    "migrate_checked",
    "port",
    "preview",
    "preview_all",
    "processes",
    "recover",
    "refuse_unsettled",
    "restore_bridges",
    "rewrite",
    "rollback",
    "rollback_and_commit",
    "rollback_order",
    "simulate",
    "standings",
    "states",
    "symbols",
    "validate",
    "write_dashboard",
    "write_validation",
]

_HOMES = {
    "BACKUPS": ("rezone.phases.standing", "BACKUPS"),
    "Beginning": ("rezone.phases.beginning.files", "Beginning"),
    "Choice": ("rezone.phases.validation", "Choice"),
    "Difference": ("rezone.phases.distribution.comparison", "Difference"),
    "Dropped": ("rezone.phases.bridges", "Dropped"),
    "Exported": ("rezone.phases.export", "Exported"),
    "Extent": ("rezone.phases.guarded", "Extent"),
    "Mode": ("rezone.phases.validation", "Mode"),
    "Outcome": ("rezone.phases.migration", "Outcome"),
    "Ported": ("rezone.phases.branches.port", "Ported"),
    "Progress": ("rezone.phases.migration", "Progress"),
    "REPORTS": ("rezone.phases.migration", "REPORTS"),
    "Receipt": ("rezone.phases.migration", "Receipt"),
    "Rewritten": ("rezone.phases.references", "Rewritten"),
    "Standing": ("rezone.phases.standing", "Standing"),
    "StandingBridge": ("rezone.phases.bridges", "StandingBridge"),
    "Told": ("rezone.phases.validation", "Told"),
    "Verdict": ("rezone.phases.validation", "Verdict"),
    "bridges": ("rezone.phases.bridges", "standing_bridges"),
    "collect_dashboard": ("rezone.phases.dashboard", "collect_dashboard"),
    "compare_distributions": ("rezone.phases.distribution.comparison", "compare_distributions"),
    "diff_of_trees": ("rezone.phases.branches.port", "diff_of_trees"),
    "drop_bridges": ("rezone.phases.bridges", "drop_bridges"),
    "export": ("rezone.phases.export", "export"),
    "init": ("rezone.phases.beginning.files", "init"),
    "is_applied": ("rezone.phases.standing", "is_applied"),
    "migrate": ("rezone.phases.migration", "migrate"),
    "migrate_and_commit": ("rezone.phases.branches.committed", "migrate_and_commit"),
    "migrate_checked": ("rezone.phases.guarded", "migrate_checked"),
    "port": ("rezone.phases.branches.port", "port"),
    "preview": ("rezone.phases.migration", "preview"),
    "preview_all": ("rezone.phases.migration", "preview_all"),
    "recover": ("rezone.phases.standing", "recover"),
    "refuse_unsettled": ("rezone.phases.engine.refusals", "refuse_unsettled"),
    "restore_bridges": ("rezone.phases.bridges", "restore_bridges"),
    "rewrite": ("rezone.phases.references", "rewrite"),
    "rollback": ("rezone.phases.undoing", "rollback"),
    "rollback_and_commit": ("rezone.phases.branches.committed", "rollback_and_commit"),
    "rollback_order": ("rezone.phases.undoing", "rollback_order"),
    "standings": ("rezone.phases.standing", "standings"),
    "states": ("rezone.phases.standing", "states"),
    "validate": ("rezone.phases.validation", "validate"),
    "write_dashboard": ("rezone.phases.dashboard", "write_dashboard"),
    "write_validation": ("rezone.phases.validation", "write_validation"),
}
"""Each name and where it is from: a command imports no more than what it uses."""


def __getattr__(name: str) -> Any:
    """Return what the module that is home to *name* has under it (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, own = _HOMES[name]
    return getattr(import_module(module), own)


def load(root: Path, config: Path | None = None) -> Plan:
    """Return the plan of the repository at *root*, or the one at *config*.

    Raises:
        UsageError: there is no plan, or it is wrong: all errors at once, with file and line.
    """
    from rezone.phases.plan.read import load as read_plan

    return read_plan(root, config)


def simulate(
    root: Path, plan: Plan, numbers: Iterable[int], progress: Progress | None = None
) -> tuple[Simulated, ...]:
    """Return the import graph after each of the phases *numbers*; see `simulation.simulate`.

    Raises:
        UsageError: the plan is wrong or contradicts the workspace.
        Refused: a file cannot be read.
    """
    from rezone.phases import simulation

    return simulation.simulate(root, plan, numbers, progress)


def symbols(root: Path, plan: Plan) -> tuple[SymbolPhase, ...]:
    """Return what the symbols of phases not applied yet would drag along, and what forbids them.

    Phases whose modules are not there yet, because an earlier phase brings them, are left out.
    """
    from rezone.phases.engine.drags import symbol_phases
    from rezone.phases.engine.workspace import Workspace
    from rezone.phases.standing import standings

    if not any(planned.move.is_symbol for phase in plan.phases for planned in phase.moves):
        return ()
    workspace = Workspace.scan(root, plan.workspace.exclude)
    applied = {s.phase.number for s in standings(root, plan) if s.status == "applied"}
    return tuple(symbol_phases(workspace, plan, applied))


def examine(root: Path, config: Path | None = None) -> tuple[Plan, tuple[PlanError, ...]]:
    """Return what can be read of the plan, and everything wrong with it.

    The text is checked, and against the workspace the phases that are not applied yet.

    Raises:
        UsageError: there is no plan, or it cannot be read at all.
    """
    from rezone.phases.engine.context import choose_roots
    from rezone.phases.engine.workspace import Workspace
    from rezone.phases.plan.check import check
    from rezone.phases.plan.read import examine as examine_text
    from rezone.phases.plan.view import NameView
    from rezone.phases.standing import standings
    from rezone.transforms.index.modules import Index

    plan, problems = examine_text(root, config)
    workspace = Workspace.scan(root, plan.workspace.exclude)
    index = Index.build(workspace.program, choose_roots(plan, workspace))
    applied = {s.phase.number for s in standings(root, plan) if s.status == "applied"}
    view = NameView.of(index)
    return plan, problems + check(plan, view, applied)


def processes(jobs: int) -> Executor:
    """Return the executor over *jobs* processes of this machine."""
    from rezone.phases.engine.pool import Processes

    return Processes(jobs)


def cluster(scheduler: str) -> Executor:
    """Return the executor over a dask.distributed cluster.

    Args:
        scheduler: the address its scheduler listens at, as in ``tcp://host:8786``.
    """
    from rezone.phases.engine.cluster import Cluster

    return Cluster(scheduler)
