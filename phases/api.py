"""The public surface: what a command, a test or another program calls."""

from __future__ import annotations

from pathlib import Path

from rezone.phases.beginning import init
from rezone.phases.migration import (
    REPORTS,
    Outcome,
    Progress,
    Receipt,
    migrate,
    preview,
    preview_all,
    rollback,
)
from rezone.phases.plan.model import Plan
from rezone.phases.references import Rewritten, rewrite
from rezone.phases.standing import BACKUPS, Standing, is_applied, recover, standings, states
from rezone.transforms.errors import PlanError

__all__ = [
    "BACKUPS",
    "REPORTS",
    "Outcome",
    "Progress",
    "Receipt",
    "Rewritten",
    "Standing",
    "examine",
    "init",
    "is_applied",
    "load",
    "migrate",
    "preview",
    "preview_all",
    "recover",
    "rewrite",
    "rollback",
    "standings",
    "states",
]


def load(root: Path, config: Path | None = None) -> Plan:
    """Return the plan of the repository at *root*, or the one at *config*.

    Raises:
        UsageError: there is no plan, or it is wrong: all errors at once, with file and line.
    """
    from rezone.phases.plan.read import load as read_plan

    return read_plan(root, config)


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
    from rezone.transforms.index.modules import Index

    plan, problems = examine_text(root, config)
    workspace = Workspace.scan(root, plan.workspace.exclude)
    index = Index.build(workspace.files, choose_roots(plan, workspace))
    applied = {s.phase.number for s in standings(root, plan) if s.status == "applied"}
    view = NameView(index.names, index.packages, index.packages - index.modules.keys())
    return plan, problems + check(plan, view, applied)
