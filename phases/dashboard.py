"""The dashboard of a repository: collected, drawn, written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rezone.phases.migration import REPORTS
from rezone.phases.plan.model import Plan

if TYPE_CHECKING:
    from rezone.phases.reports.dashboard.model import Dashboard

NAME = "dashboard.html"


def collect_dashboard(
    root: Path,
    plan: Plan,
    focus: int | None = None,
    *,
    work_out: bool = True,
    told: Callable[[str, int, int], None] = lambda *_: None,
) -> Dashboard:
    """Return what is known of the migration; see `rezone.phases.reports.dashboard.collect`.

    Raises:
        UsageError: the plan has no phase *focus*, or contradicts the workspace.
        Refused: a file cannot be read.
    """
    from rezone.phases.reports.dashboard.collect import collect

    return collect(root, plan, focus, work_out=work_out, told=told)


def write_dashboard(root: Path, dashboard: Dashboard) -> Path:
    """Write the page into the folder of the reports, which git ignores; return its path.

    Raises:
        Refused: it cannot be written.
    """
    from rezone.phases.reports.dashboard.render import page
    from rezone.phases.reports.ignored import self_ignoring
    from rezone.phases.transaction import durable
    from rezone.phases.transaction.refusal import as_refusal

    path = self_ignoring(root, REPORTS) / NAME
    with as_refusal(root, "the page was not written"):
        durable.write(path, page(dashboard))
    return path
