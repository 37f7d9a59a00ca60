"""The public surface: what a command, a test or another program calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from rezone.phases.plan.model import Phase, Plan
from rezone.transforms.errors import Refused

if TYPE_CHECKING:
    from rezone.phases.engine.outcome import Preview
    from rezone.phases.reports.log import Log
    from rezone.phases.transaction.manifest import Manifest
    from rezone.transforms.edits.change_set import ChangeSet

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
    from rezone.phases.reports.report import build_report, plan_hash, write_report

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
    report = build_report(
        found, phase, plan, status=Outcome.APPLIED, started=started, finished=datetime.now(UTC)
    )
    try:
        write_report(root, REPORTS, report)
        _log_applied(log, found, number)
        note = ""
    except Refused as error:
        note = f"the phase is applied, but its report could not be written: {error}"
    return Receipt(phase, Outcome.APPLIED, found, manifest, report, note)


def _log_applied(log: Log, found: Preview, number: int) -> None:
    from rezone.phases.reports.report import file_totals

    for change in found.changes.files:
        log.event("file", old=change.old, new=change.new, edited=change.content is not None)
    log.event("applied", backup=f"{BACKUPS}/phase{number}", **file_totals(found))


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


@dataclass(frozen=True)
class Standing:
    """Where one phase stands: ``applied``, ``pending`` or ``interrupted``, and since when (UTC)."""

    phase: Phase
    status: str
    time: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON values."""
        return {
            "phase": self.phase.number,
            "title": self.phase.title,
            "risk": self.phase.risk.value,
            "status": self.status,
            "time": self.time,
        }


def standings(root: Path, plan: Plan) -> tuple[Standing, ...]:
    """Return where each phase of *plan* stands, in dependency order.

    A phase without a backup counts as applied if the tree shows it: somebody else applied it.
    """
    from rezone.phases.engine.context import seems_applied
    from rezone.phases.engine.workspace import Workspace

    known = states(root)
    workspace: Workspace | None = None
    found: list[Standing] = []
    for phase in plan.in_dependency_order():
        manifest = known.get(phase.number)
        if manifest is not None and manifest.status.is_interrupted:
            found.append(Standing(phase, "interrupted", manifest.time))
        elif manifest is not None and manifest.status == "applied":
            found.append(Standing(phase, "applied", manifest.time))
        else:
            workspace = workspace or Workspace.scan(root, plan.workspace.exclude)
            seen = seems_applied(workspace, plan, phase)
            found.append(Standing(phase, "applied" if seen else "pending"))
    return tuple(found)


def recover(root: Path) -> list[dict[str, object]]:
    """Finish or undo what a crash left; return the phases concerned and what the tree is now.

    Raises:
        Refused: the operating system refused a step.
    """
    from rezone.phases.transaction.recover import recover as bring_back

    done = bring_back(root, root / BACKUPS)
    return [{"phase": r.phase, "tree": "after" if r.applied else "before"} for r in done]


@dataclass(frozen=True)
class Rewritten:
    """What `rewrite` found: the changes, each reference (path, line, old, new), and problems."""

    changes: ChangeSet
    references: tuple[tuple[str, int, str, str], ...]
    problems: tuple[str, ...]

    @property
    def changed(self) -> tuple[str, ...]:
        """The paths of the files that have other bytes."""
        return tuple(change.old for change in self.changes.files if change.old is not None)

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON values."""
        keys = ("file", "line", "old", "new")
        return {
            "changed": list(self.changed),
            "references": [dict(zip(keys, found, strict=True)) for found in self.references],
            "problems": list(self.problems),
        }


def rewrite(
    root: Path,
    plan: Plan,
    paths: Iterable[Path],
    *,
    phases: tuple[int, ...] = (),
    from_before: bool = False,
    write: bool = True,
) -> Rewritten:
    """Make the references in *paths* (files, or folders with all below) follow the plan's moves.

    Raises:
        Refused: a path lies outside *root*, or old and new names cannot be told apart.
    """
    from rezone.phases.engine.references_only import references_context, rewrite_references
    from rezone.phases.engine.workspace import Workspace
    from rezone.transforms.edits.change_set import ChangeSet, FileChange

    workspace = Workspace.scan(root, plan.workspace.exclude)
    context = references_context(workspace, plan, phases, from_before)
    outcomes = list(rewrite_references(context, _selected(root, workspace.files, paths)))
    changes = ChangeSet(
        tuple(
            FileChange(o.old, o.old, o.content, o.before) for o in outcomes if o.content is not None
        )
    )
    if write:
        from rezone.phases.engine.in_place import write_in_place

        write_in_place(root, changes)
    return Rewritten(
        changes,
        tuple((o.old, r.line, r.old, r.new) for o in outcomes for r in o.references if r.new),
        tuple(f"{o.old}:{o.line}: {o.problem}; left untouched" for o in outcomes if o.problem),
    )


def _selected(root: Path, files: frozenset[str], paths: Iterable[Path]) -> list[str]:
    chosen: set[str] = set()
    for path in paths:
        full = path.resolve()
        if not full.is_relative_to(root.resolve()):
            raise Refused("lies outside the repository", path.as_posix(), hint="see --root")
        relative = full.relative_to(root.resolve()).as_posix()
        prefix = "" if relative == "." else relative + "/"
        chosen.update(f for f in files if f == relative or f.startswith(prefix))
    return sorted(chosen)
