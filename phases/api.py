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

__all__ = [
    "BACKUPS",
    "REPORTS",
    "Outcome",
    "Progress",
    "Receipt",
    "Rewritten",
    "Standing",
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
