"""One phase, or several: worked out, applied, rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from rezone.phases.plan.model import Phase, Plan
from rezone.phases.standing import (
    BACKUPS,
    is_applied,
    refuse_interrupted,
    refuse_missing_dependencies,
    states,
)
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.errors import Refused

if TYPE_CHECKING:
    from rezone.phases.checks.model import CheckResult
    from rezone.phases.engine.examine import Executor
    from rezone.phases.engine.outcome import Preview
    from rezone.phases.engine.workspace import Workspace
    from rezone.phases.keeping import Kept
    from rezone.phases.reports.log import Log
    from rezone.phases.transaction.manifest import Manifest

REPORTS = "migration_reports"

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it, and how much in all."""


class Outcome(StrEnum):
    """How a command over one phase ended."""

    DRY_RUN = "dry_run"
    APPLIED = "applied"
    ROLLED_BACK = "rolled_back"
    NOTHING_TO_DO = "nothing_to_do"


class Receipt(Struct, frozen=True, dict=True):
    """What was done with one phase; *report* is the JSON report where one was made.

    *commits* are the shas of the commits it was made, oldest first; *checks* are those that ran
    around it, *kept* is what a rollback did with people's edits.
    """

    phase: Phase
    outcome: Outcome
    preview: Preview | None = None
    manifest: Manifest | None = None
    report: dict[str, object] | None = None
    note: str = ""
    commits: tuple[str, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    kept: Kept | None = None

    @property
    def unknown(self) -> int:
        """How many references ended without a status that anybody settled: no success above 0."""
        from rezone.transforms.references.model import Status

        return 0 if self.preview is None else self.preview.statuses[Status.UNKNOWN]


def preview(
    root: Path,
    plan: Plan,
    number: int,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Receipt:
    """Work out phase *number* without writing anything.

    *executor* goes over the files; None: in as many processes as the work is worth.

    Raises:
        PlanErrors: the plan contradicts the workspace.
        Refused: a crash left a phase half done; else see `rezone.phases.engine.preview.preview`.
    """
    from rezone.phases.engine.known_phases import observed

    return _preview(observed(_listed(root, plan)), plan, number, progress, executor)


def preview_all(
    root: Path,
    plan: Plan,
    numbers: Iterable[int],
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> tuple[list[Receipt], ChangeSet]:
    """Work out several phases, each on the tree the one before would leave.

    Returns:
        A receipt for each, and what all of them do together.

    Raises:
        PlanErrors, Refused: as `preview`.
    """
    from rezone.phases.engine.known_phases import observed

    workspace = observed(_listed(root, plan))
    receipts: list[Receipt] = []
    together = ChangeSet()
    for number in numbers:
        receipt = _preview(workspace, plan, number, progress, executor)
        receipts.append(receipt)
        if receipt.preview is not None:
            workspace = workspace.after(receipt.preview.changes)
            together = together.then(receipt.preview.changes)
    return receipts, together


def _listed(root: Path, plan: Plan) -> Workspace:
    from rezone.phases.engine.workspace import Workspace

    refuse_interrupted(root)
    return Workspace.scan(root, plan.workspace.exclude)


def _preview(
    workspace: Workspace,
    plan: Plan,
    number: int,
    progress: Progress | None,
    executor: Executor | None,
) -> Receipt:
    from rezone.phases.reports.report import build_report

    phase = plan.phase(number)
    started = datetime.now(UTC)
    found = _worked_out(workspace, plan, phase, progress, executor)
    if isinstance(found, Receipt):
        return found
    report = build_report(
        found, phase, plan, status=Outcome.DRY_RUN, started=started, finished=datetime.now(UTC)
    )
    return Receipt(phase, Outcome.DRY_RUN, found, report=report)


def _worked_out(
    workspace: Workspace,
    plan: Plan,
    phase: Phase,
    progress: Progress | None,
    executor: Executor | None,
) -> Preview | Receipt:
    """Return what *phase* does, or the receipt that says why there is nothing to do."""
    from rezone.phases.engine.known_phases import recalled

    number = phase.number
    if is_applied(workspace.root, number):
        return nothing(phase, f"phase {number} is already applied")
    found = recalled(workspace, plan, number)
    if found is None:
        from rezone.phases.engine.context import seems_applied
        from rezone.phases.engine.known_phases import keep
        from rezone.phases.engine.preview import preview as work_out

        if seems_applied(workspace, plan, phase):
            note = f"phase {number} is already applied: all its targets are in place"
            return nothing(phase, note)
        found = work_out(workspace, plan, phase, _reading(progress), executor)
        keep(workspace, plan, number, found)
    return found


def _reading(progress: Progress | None) -> Callable[[int, int], None] | None:
    """Return what is told how many files are read; what follows has no count of its own."""
    if progress is None:
        return None

    def tell(done: int, total: int) -> None:
        progress("reading", done, total)
        if done == total:
            progress("following imports, looking for old names", 0, 0)

    return tell


def nothing(phase: Phase, note: str) -> Receipt:
    """Return the receipt of a run that had nothing to do, as *note* says."""
    return Receipt(phase, Outcome.NOTHING_TO_DO, note=note)


def part(progress: Progress | None, name: str) -> Callable[[int, int], None] | None:
    """Return what is told how far the part *name* of the work is."""
    if progress is None:
        return None
    return lambda done, total: progress(name, done, total)


def migrate(
    root: Path,
    plan: Plan,
    number: int,
    progress: Progress | None = None,
    *,
    executor: Executor | None = None,
    strict: bool = False,
    approve: Callable[[Preview], None] | None = None,
) -> Receipt:
    """Apply phase *number*: all of it, or the tree is as it was.

    With *strict* a reference that is blocked or unknown refuses the run.  *approve* is asked
    before anything is written, and may raise.

    Raises:
        UsageError: the plan is wrong or contradicts the workspace.
        Refused: a phase it depends on is missing, the program would break, an edit cannot be
            proven, or the operating system refused a step.
    """
    from rezone.phases.engine.refusals import refuse_unsettled
    from rezone.phases.reports.ignored import ignore_run_files
    from rezone.phases.reports.log import Log
    from rezone.phases.reports.report import build_report, plan_hash
    from rezone.phases.transaction.interrupts import ignored

    started = datetime.now(UTC)
    phase = plan.phase(number)
    found = _worked_out(_listed(root, plan), plan, phase, progress, executor)
    if isinstance(found, Receipt):
        return found
    refuse_missing_dependencies(root, plan, phase)
    if strict:
        refuse_unsettled(found)
    if approve is not None:
        approve(found)
    ignore_run_files(root, BACKUPS, REPORTS)
    log = Log(root, number)
    log.event("started", plan=plan.source, plan_hash=plan_hash(plan), title=phase.title)
    try:
        manifest = _commit(root, plan, phase, found, progress)
    except BaseException as error:
        # Ctrl-C after the last step comes too late: the phase is applied, and is told as such.
        if not (isinstance(error, KeyboardInterrupt) and is_applied(root, number)):
            with suppress(Refused):  # a log that cannot be written is not the news
                log.event("refused", problem=str(error) or type(error).__name__)
            raise
        manifest = states(root)[number]
    with ignored():
        report = build_report(
            found, phase, plan, status=Outcome.APPLIED, started=started, finished=datetime.now(UTC)
        )
        note = _told(root, log, found, report, number)
    return Receipt(phase, Outcome.APPLIED, found, manifest, report, note)


def _told(root: Path, log: Log, found: Preview, report: dict[str, object], number: int) -> str:
    """Write report and log of an applied phase; return what went wrong with that, if anything."""
    from rezone.phases.reports.report import write_report

    try:
        write_report(root, REPORTS, report)
        _log_applied(log, found, number, report)
    except Refused as error:
        return f"the phase is applied, but its report could not be written: {error}"
    return ""


def _log_applied(log: Log, found: Preview, number: int, report: dict[str, object]) -> None:
    totals = report["totals"]
    assert isinstance(totals, dict)
    files = found.changes.files
    log.events(
        "file", ({"old": f.old, "new": f.new, "edited": f.content is not None} for f in files)
    )
    counted = {name: count for name, count in totals.items() if name != "references"}
    log.event("applied", backup=f"{BACKUPS}/phase{number}", **counted)


def _commit(
    root: Path, plan: Plan, phase: Phase, found: Preview, progress: Progress | None
) -> Manifest:
    from rezone.phases.reports.report import plan_hash
    from rezone.phases.transaction.commit import apply

    meta = {
        "plan_hash": plan_hash(plan),
        "moves": [(p.move.source, p.move.target) for p in phase.moves],
        "outcome": {"title": phase.title},
    }
    return apply(
        root,
        found.changes,
        phase=phase.number,
        backups=root / BACKUPS,
        meta=meta,
        progress=part(progress, "writing"),
    )
