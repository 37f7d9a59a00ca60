"""A phase rolled back: the tree as before it."""

from __future__ import annotations

from pathlib import Path

from rezone.phases.migration import REPORTS, Outcome, Progress, Receipt, nothing, part
from rezone.phases.plan.model import Plan
from rezone.phases.standing import BACKUPS, refuse_interrupted, states


def rollback(
    root: Path, plan: Plan, number: int, *, force: bool = False, progress: Progress | None = None
) -> Receipt:
    """Bring back every byte, mode and path as before phase *number*.

    Raises:
        TreeChanged: files were edited since; all are named.
        Refused: a later phase is applied, or there is no backup.
    """
    from rezone.phases.reports.ignored import ignore_run_files
    from rezone.phases.reports.log import Log
    from rezone.phases.transaction.rollback import rollback as undo

    phase = plan.phase(number)
    refuse_interrupted(root)
    manifest = states(root).get(number)
    if manifest is not None and manifest.status == "rolled_back":
        return nothing(phase, f"phase {number} is rolled back already")
    done = undo(
        root,
        phase=number,
        backups=root / BACKUPS,
        force=force,
        progress=part(progress, "restoring"),
    )
    ignore_run_files(root, BACKUPS, REPORTS)
    Log(root, number).event("rolled_back", files=len(done.files), forced=force)
    return Receipt(phase, Outcome.ROLLED_BACK, manifest=done)
