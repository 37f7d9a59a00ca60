"""Apply a change set: all of it, or the tree is as it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rezone.phases.transaction import backup, durable, exchange, lock, manifest
from rezone.phases.transaction.backup import PhaseFolder
from rezone.phases.transaction.exchange import Exchange
from rezone.phases.transaction.interrupts import Progress, Pulse, held
from rezone.phases.transaction.journal import Step
from rezone.phases.transaction.manifest import FileRecord, Manifest, Status
from rezone.phases.transaction.preflight import Survey, survey
from rezone.phases.transaction.presence import is_there
from rezone.phases.transaction.refusal import as_refusal, told_where
from rezone.phases.transaction.staging import stage
from rezone.phases.version import VERSION
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.errors import Refused
from rezone.transforms.records import replace


def apply(
    root: Path,
    changes: ChangeSet,
    *,
    phase: int,
    backups: Path,
    meta: Mapping[str, Any],
    progress: Progress | None = None,
) -> Manifest:
    """Bring *changes* into the tree at *root* as the phase numbered *phase*.

    Args:
        root: the folder that the paths of *changes* are relative to.
        changes: what to do; *phase* is the number it is undone by.
        backups: the folder of all backups, on the disk of *root* if it can be.
        meta: any of ``plan_hash`` (str), ``moves`` (pairs of str), ``tool_version`` (str; default:
            the one installed) and ``outcome`` (JSON values), for the manifest.
        progress: called with the steps done and the steps in all.

    Returns:
        The manifest, as it stands in the backup.

    Raises:
        TreeChanged: a file differs from what *changes* were computed from.
        Refused: the phase is applied already, another run is under way, a path is unsafe or
            taken, or the operating system refused a step.
        KeyboardInterrupt: the run was interrupted.

    Whatever is raised, the tree is as it was; only if putting it back failed as well, the problem
    says so and `recover` is the way on.
    """
    root = root.resolve()
    with as_refusal(root), held(progress) as pulse:
        durable.sync_all(durable.ensure_folder(backups))
        with lock.hold(backups):
            backup.prepare(backups)
            _refuse_applied(backups, phase)
            pulse.total = _steps(changes)
            found = survey(root, changes, backups, pulse)
            folder = PhaseFolder(backups.resolve(), phase)
            folder.claim()
            return _commit(root, found, folder, meta, pulse)


def undo(root: Path, folder: PhaseFolder, record: Manifest) -> list[str]:
    """Bring the tree back to before the phase of *record*, from wherever it is.

    Returns:
        The paths of files that were edited meanwhile and went to the backup's `edited`.
    """
    if is_there(folder.manifest) and manifest.read(folder.manifest).status is Status.APPLIED:
        folder.mark(record, Status.APPLYING)
    folder.journal.path.unlink(missing_ok=True)  # it may say that all is done: no longer
    back = Exchange(
        root,
        leave=exchange.after(record, folder),
        enter=exchange.before(record, folder),
        edited=folder.edited,
    )
    back.run()
    folder.discard()
    return back.saved


def finish(folder: PhaseFolder, record: Manifest) -> Manifest:
    """Mark the phase applied, all steps being done; return the final manifest."""
    durable.remove(folder.staged)
    shelved = exchange.before(record, folder).shelved
    removed = tuple(entry for entry in record.removed_folders if is_there(shelved(entry.path)))
    return folder.mark(replace(record, removed_folders=removed), Status.APPLIED)


def _steps(changes: ChangeSet) -> int:
    """Return how many steps there are: read each old file, stage each change, move each path."""
    olds = [change.old for change in changes.files if change.old is not None]
    news = [change.new for change in changes.files if change.new is not None]
    return len(olds) + len(changes.files) + len({*olds, *news})


def _refuse_applied(backups: Path, phase: int) -> None:
    backup.refuse_interrupted(backups)
    states = manifest.states(backups)
    if phase in states and states[phase].status is Status.APPLIED:
        raise Refused(
            f"phase {phase} is applied already, since {states[phase].time}",
            hint=f"rezone migrate --phase {phase} --rollback undoes it",
        )


def _commit(
    root: Path, found: Survey, folder: PhaseFolder, meta: Mapping[str, Any], pulse: Pulse
) -> Manifest:
    """Stage, record, exchange; on any failure undo what was done and pass the failure on."""
    record = Manifest(folder.phase, Status.APPLYING)
    try:
        durable.sync_all(durable.ensure_folder(folder.path))
        record = _record(folder.phase, found, stage(root, found, folder, pulse), meta)
        folder.journal.append(Step("apply"))
        folder.mark(record, Status.APPLYING)
        Exchange(
            root,
            leave=exchange.before(record, folder),
            enter=exchange.after(record, folder),
            edited=folder.edited,
            expect={path: file.stamp for path, file in found.found.items()},
            journal=folder.journal,
            pulse=pulse,
        ).run()
        return finish(folder, record)
    except BaseException as failure:
        with as_refusal(
            root,
            f"the tree could not be put back after: {failure!r}",
            hint="rezone recover",
        ):
            saved = undo(root, folder, record)
        raise told_where(failure, saved, folder.edited) from None


def _record(
    phase: int, found: Survey, files: tuple[FileRecord, ...], meta: Mapping[str, Any]
) -> Manifest:
    facts = {"tool_version": VERSION, **meta}
    return Manifest(
        phase,
        Status.APPLYING,
        files,
        found.created_folders,
        found.removed_folders,
        time=datetime.now(UTC).isoformat(),
        **facts | {"moves": tuple((old, new) for old, new in facts.get("moves", ()))},
    )
