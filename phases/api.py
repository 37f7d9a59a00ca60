"""The public surface: what a command, a test or another program calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from rezone.phases.plan.model import Phase, Plan
from rezone.transforms.errors import Refused

if TYPE_CHECKING:
    from rezone.phases.engine.outcome import Preview
    from rezone.phases.transaction.manifest import Manifest

BACKUPS = "migration_backups"
REPORTS = "migration_reports"

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it, and how much in all."""


class Outcome(StrEnum):
    """How a command over one phase ended."""

    DRY_RUN = "dry_run"
    APPLIED = "applied"
    ROLLED_BACK = "rolled_back"
    NOTHING_TO_DO = "nothing_to_do"


@dataclass(frozen=True)
class Receipt:
    """What was done with one phase; *report* is the JSON report where one was made."""

    phase: Phase
    outcome: Outcome
    preview: Preview | None = None
    manifest: Manifest | None = None
    report: dict[str, object] | None = None
    note: str = ""


def load(root: Path, config: Path | None = None) -> Plan:
    """Return the plan of the repository at *root*, or the one at *config*.

    Raises:
        UsageError: there is no plan, or it is wrong: all errors at once, with file and line.
    """
    from rezone.phases.plan.read import load as read_plan

    return read_plan(root, config)


def states(root: Path) -> dict[int, Manifest]:
    """Return the manifest of each phase that a backup knows of."""
    from rezone.phases.transaction.manifest import states as manifests

    return manifests(root / BACKUPS)


def is_applied(root: Path, number: int) -> bool:
    """Say whether the backups know the phase as applied."""
    manifest = states(root).get(number)
    return manifest is not None and manifest.status == "applied"


def plan_hash(plan: Plan) -> str:
    """Return the sha256 (hex) of what the plan says, whatever form it is written in."""
    from rezone.phases.plan.write import to_json

    return sha256(to_json(plan).encode()).hexdigest()


def preview(root: Path, plan: Plan, number: int, progress: Progress | None = None) -> Receipt:
    """Work out phase *number* without writing anything.

    Raises:
        PlanErrors: the plan contradicts the workspace.
        Refused: see `rezone.phases.engine.preview.preview`.
    """
    from rezone.phases.engine.context import seems_applied
    from rezone.phases.engine.preview import preview as work_out
    from rezone.phases.engine.workspace import Workspace
    from rezone.phases.reports.report import build_report

    phase = plan.phase(number)
    started = datetime.now(UTC)
    if is_applied(root, number):
        return _nothing(phase, f"phase {number} is already applied")
    workspace = Workspace.scan(root, plan.workspace.exclude)
    if seems_applied(workspace, plan, phase):
        return _nothing(phase, f"phase {number} is already applied: all its targets are in place")
    found = work_out(workspace, plan, phase, _part(progress, "reading"))
    report = build_report(
        found, phase, plan, status=Outcome.DRY_RUN, started=started, finished=datetime.now(UTC)
    )
    return Receipt(phase, Outcome.DRY_RUN, found, report=report)


def _nothing(phase: Phase, note: str) -> Receipt:
    return Receipt(phase, Outcome.NOTHING_TO_DO, note=note)


def _part(progress: Progress | None, name: str) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, total: progress(name, done, total)


def migrate(root: Path, plan: Plan, number: int, progress: Progress | None = None) -> Receipt:
    """Apply phase *number*: all of it, or the tree is as it was.

    Raises:
        UsageError: the plan is wrong or contradicts the workspace.
        Refused: a phase it depends on is missing, the program would break, an edit cannot be
            proven, or the operating system refused a step.
    """
    from rezone.phases.reports.ignored import ignore_run_files
    from rezone.phases.reports.log import Log
    from rezone.phases.reports.report import build_report, write_report

    started = datetime.now(UTC)
    phase = plan.phase(number)
    _refuse_interrupted(root)
    receipt = preview(root, plan, number, progress)
    if receipt.preview is None:
        return receipt
    _refuse_missing_dependencies(root, plan, phase)
    found = receipt.preview
    ignore_run_files(root, BACKUPS, REPORTS)
    log = Log(root, number)
    log.event("started", plan=plan.source, plan_hash=plan_hash(plan), title=phase.title)
    try:
        manifest = _commit(root, plan, phase, found, progress)
    except BaseException as error:
        log.event("refused", problem=str(error) or type(error).__name__)
        raise
    finished = datetime.now(UTC)
    report = build_report(
        found, phase, plan, status=Outcome.APPLIED, started=started, finished=finished
    )
    write_report(root, REPORTS, report)
    for file in found.files:
        if file.is_change:
            log.event("file", old=file.old, new=file.new, edits=len(file.references))
    log.event(
        "applied",
        moved=len(found.moved),
        edited=len(found.edited),
        created=len(found.created),
        removed=len(found.removed),
        backup=f"{BACKUPS}/phase{number}",
    )
    return Receipt(phase, Outcome.APPLIED, found, manifest, report)


def _commit(
    root: Path, plan: Plan, phase: Phase, found: Preview, progress: Progress | None
) -> Manifest:
    from rezone.phases.transaction.commit import apply

    meta = {
        "plan_hash": plan_hash(plan),
        "moves": [(p.move.source, p.move.target) for p in phase.moves],
        "outcome": {"title": phase.title, "moved": len(found.moved), "edited": len(found.edited)},
    }
    return apply(
        root,
        found.changes,
        phase=phase.number,
        backups=root / BACKUPS,
        meta=meta,
        progress=_part(progress, "writing"),
    )


def _refuse_interrupted(root: Path) -> None:
    for number, manifest in states(root).items():
        if manifest.status.is_interrupted:
            raise Refused(
                f"phase {number} was interrupted while {manifest.status.replace('_', ' ')}",
                f"{BACKUPS}/phase{number}",
                hint="rezone recover brings the tree to before or after it",
            )


def _refuse_missing_dependencies(root: Path, plan: Plan, phase: Phase) -> None:
    from rezone.phases.engine.context import seems_applied
    from rezone.phases.engine.workspace import Workspace

    missing = [number for number in phase.depends_on if not is_applied(root, number)]
    if missing:
        workspace = Workspace.scan(root, plan.workspace.exclude)
        missing = [n for n in missing if not seems_applied(workspace, plan, plan.phase(n))]
    if missing:
        names = ", ".join(map(str, missing))
        raise Refused(
            f"phase {phase.number} depends on phase {names}, which is not applied",
            phase.origin.path,
            phase.origin.line,
            f"rezone migrate --phase {missing[0]} --execute first, or --all",
        )


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
    _refuse_interrupted(root)
    manifest = states(root).get(number)
    if manifest is not None and manifest.status == "rolled_back":
        return _nothing(phase, f"phase {number} is rolled back already")
    done = undo(
        root,
        phase=number,
        backups=root / BACKUPS,
        force=force,
        progress=_part(progress, "restoring"),
    )
    ignore_run_files(root, BACKUPS, REPORTS)
    Log(root, number).event("rolled_back", files=len(done.files), forced=force)
    return Receipt(phase, Outcome.ROLLED_BACK, manifest=done)
