"""A phase rolled back: the tree as before it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rezone.phases.migration import REPORTS, Outcome, Progress, Receipt, nothing, part
from rezone.phases.plan.model import Phase, Plan
from rezone.phases.standing import BACKUPS, refuse_interrupted, states

if TYPE_CHECKING:
    from rezone.phases.keeping import Keeping


def rollback(
    root: Path,
    plan: Plan,
    number: int,
    *,
    force: bool = False,
    keep_edits: bool = False,
    progress: Progress | None = None,
) -> Receipt:
    """Bring back every byte, mode and path as before phase *number*.

    With *keep_edits* what people did since is taken back to the old places and names: edits are
    merged, new files go along, deleted ones stay away.  The receipt's `kept` tells it; files with
    conflicts hold git's markers.  With *force* it is saved in the backup and replaced.

    Raises:
        TreeChanged: files were edited since, and neither was asked for; all are named.
        Refused: a later phase is applied, or there is no backup; with *keep_edits* also: an edit
            cannot be merged, or there is no git to do it.
    """
    from rezone.phases.reports.ignored import ignore_run_files
    from rezone.phases.reports.log import Log
    from rezone.phases.telling import tell_rolled_back
    from rezone.phases.transaction.rollback import rollback as undo

    phase = plan.phase(number)
    refuse_interrupted(root)
    manifest = states(root).get(number)
    if manifest is not None and manifest.status == "rolled_back":
        return nothing(phase, f"phase {number} is rolled back already")
    keeping = _keeping(root, plan, phase) if keep_edits else None
    done = undo(
        root,
        phase=number,
        backups=root / BACKUPS,
        force=force,
        revise=None if keeping is None else keeping.revise,
        progress=part(progress, "restoring"),
    )
    ignore_run_files(root, BACKUPS, REPORTS)
    Log(root, number).event("rolled_back", files=len(done.files), forced=force)
    tell_rolled_back(root, number)
    kept = None if keeping is None else keeping.kept
    return Receipt(phase, Outcome.ROLLED_BACK, manifest=done, kept=kept)


def rollback_order(root: Path, number: int) -> tuple[int, ...]:
    """Return the phases to roll back so that *number* can be, itself at the end.

    Of a phase that is rolled back already it is the phase alone: a second run has nothing to do.

    Raises:
        Refused: it is not applied.
    """
    from rezone.phases.transaction.rollback import rollback_order as order

    known = states(root)
    if number in known and known[number].status == "rolled_back":
        return (number,)
    return order(known, number)


def _keeping(root: Path, plan: Plan, phase: Phase) -> Keeping:
    from rezone.phases.engine.workspace import Workspace
    from rezone.phases.keeping import Keeping

    workspace = Workspace.scan(root.resolve(), plan.workspace.exclude)
    return Keeping(workspace, plan, phase, root.resolve() / BACKUPS)
