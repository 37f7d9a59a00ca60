"""Undo an applied phase: every byte, mode and path as before it."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Mapping
from pathlib import Path

from rezone.phases.transaction import backup, durable, exchange, lock, manifest
from rezone.phases.transaction.backup import PhaseFolder
from rezone.phases.transaction.exchange import Exchange, State, name_for
from rezone.phases.transaction.inspection import Findings, inspect
from rezone.phases.transaction.interrupts import Progress, Pulse, held
from rezone.phases.transaction.journal import Step
from rezone.phases.transaction.manifest import Manifest, Status
from rezone.phases.transaction.preflight import MARGIN
from rezone.phases.transaction.presence import is_there
from rezone.phases.transaction.refusal import as_refusal, told_where
from rezone.phases.transaction.revision import Revise, lay_out
from rezone.transforms.errors import Refused, TreeChanged
from rezone.transforms.records import replace


def rollback(
    root: Path,
    *,
    phase: int,
    backups: Path,
    force: bool = False,
    revise: Revise | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """Bring the tree at *root* back to before the phase numbered *phase*.

    Args:
        root: the folder the phase was applied to; *backups* is the folder of all backups.
        force: replace files that were edited since, after saving them below ``edited`` in the
            backup of the phase.
        revise: asked what to bring back instead, if files were edited since; what it may
            raise passes through.  The edited files are saved as with *force*.
        progress: called with the steps done and the steps in all.

    Returns:
        The manifest, as it stays in the backup.

    Raises:
        TreeChanged: files were edited since; the problem lists all of them.
        Refused: the phase is not applied, a phase applied later must go first, a file of the
            backup is damaged, or the operating system refused a step.
        KeyboardInterrupt: the run was interrupted.

    Whatever is raised, the tree is as it was; only if putting it back failed as well, the problem
    says so and `recover` is the way on.
    """
    root = root.resolve()
    folder = PhaseFolder(backups.resolve(), phase)
    with as_refusal(root), held(progress) as pulse:
        _applied(folder)
        with lock.hold(folder.backups):
            record = _applied(folder)
            paths = {path for file in record.files for path in (file.old, file.new)}
            pulse.total = len(record.files) + len(paths - {None})
            findings = inspect(root, record, folder, pulse)
            if revise is not None:
                revised = lay_out(root, folder, revise(record, findings))
                _save(root, folder, findings)
                pulse.total += len(revised.files)
                again = inspect(root, revised, folder, pulse)
                if again.edited:
                    durable.remove(folder.kept)
                    raise _changed(again, folder)
                return _exchange(root, record, revised, folder, again, pulse)
            if findings.edited and not force:
                raise _changed(findings, folder)
            _save(root, folder, findings)
            return _exchange(root, record, record, folder, findings, pulse)


def _applied(folder: PhaseFolder) -> Manifest:
    """Return the manifest of the phase in *folder* if it is the one to roll back next."""
    backup.refuse_interrupted(folder.backups)
    states, phase = manifest.states(folder.backups), folder.phase
    first, *others = order = rollback_order(states, phase)
    if others:
        listed = ", then ".join(map(str, order))
        raise Refused(
            f"phase {first} was applied after {manifest.told(phase)}",
            hint=f"roll back in this order: {listed}; --cascade does",
        )
    return states[phase]


def rollback_order(states: Mapping[int, Manifest], phase: int) -> tuple[int, ...]:
    """Return what is to be rolled back to undo *phase*: those applied later, the last one first.

    Raises:
        Refused: it is not applied.
    """
    if phase not in states or states[phase].status is not Status.APPLIED:
        raise Refused(f"phase {phase} is not applied", hint="rezone status")
    applied = (record for record in states.values() if record.status is Status.APPLIED)
    latest_first = sorted(applied, key=lambda other: (other.time, other.phase), reverse=True)
    numbers = [record.phase for record in latest_first]
    order = tuple(numbers[: numbers.index(phase) + 1])
    if order[0] < 1 and order[0] != phase:
        problem = f"bridges were removed after {manifest.told(phase)} was applied"
        raise Refused(problem, hint=f"{manifest.undoing(order[0])} first")
    return tuple(number for number in order if number > 0 or number == phase)


def _changed(findings: Findings, folder: PhaseFolder) -> TreeChanged:
    listed = sorted(findings.edited.items())
    others = "; ".join(f"{path} {problem}" for path, problem in listed[1:])
    return TreeChanged(
        f"{listed[0][1]} since phase {folder.phase}" + (f"; {others}" if others else ""),
        listed[0][0],
        hint=f"--keep-edits merges them; --force saves them to {folder.edited} and goes on",
    )


def _save(root: Path, folder: PhaseFolder, findings: Findings) -> None:
    """Copy what people edited into the backup, where it stays."""
    if shutil.disk_usage(folder.path).free < MARGIN:
        raise Refused(f"the disk has less than {MARGIN / 1e6:.1f} MB free", folder.path.as_posix())
    for path in findings.edited:
        if path in findings.stamps:
            saved = name_for(root / path, folder.edited / path)
            if not is_there(saved):
                durable.copy(root / path, saved)


def _exchange(
    root: Path,
    applied: Manifest,
    record: Manifest,
    folder: PhaseFolder,
    findings: Findings,
    pulse: Pulse,
) -> Manifest:
    """Switch the tree back as *record* says; on any failure to *applied*, and pass it on."""
    durable.remove(folder.staged)  # a phase that ended in a crash may have left some
    done = exchange.after(record, folder)
    leave = replace(done, digests={**done.digests, **findings.strangers})
    enter = exchange.before(record, folder)
    try:
        folder.journal.append(Step("rollback"))
        folder.mark(record, Status.ROLLING_BACK)
        Exchange(root, leave, enter, folder.edited, findings.stamps, folder.journal, pulse).run()
        final = folder.mark(record, Status.ROLLED_BACK)
    except BaseException as failure:
        with as_refusal(
            root, f"the tree could not be put back after: {failure!r}", hint="rezone recover"
        ):
            displaced = _redo(root, applied, folder, leave=enter, enter=leave)
        raise told_where(failure, displaced, folder.edited) from None
    with contextlib.suppress(OSError):  # it is done; the next run sweeps what cannot go now
        folder.sweep(final)
    return final


def _redo(
    root: Path, record: Manifest, folder: PhaseFolder, leave: State, enter: State
) -> list[str]:
    """Bring the applied phase of *record* back; return the files that were edited meanwhile."""
    if manifest.read(folder.manifest).status is Status.ROLLED_BACK:
        folder.mark(record, Status.ROLLING_BACK)
    forth = Exchange(root, leave, enter, folder.edited)
    forth.run()
    folder.mark(record, Status.APPLIED)
    durable.remove(folder.staged)
    durable.remove(folder.kept)
    return forth.saved
