"""Finish or undo what a crash left."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from rezone.phases.transaction import commit, exchange, lock, manifest
from rezone.phases.transaction.backup import PhaseFolder
from rezone.phases.transaction.exchange import Exchange
from rezone.phases.transaction.interrupts import held
from rezone.phases.transaction.manifest import Manifest, Status
from rezone.phases.transaction.presence import leads_to_folder
from rezone.phases.transaction.refusal import as_refusal


class Recovered(Struct, frozen=True):
    """What became of an interrupted phase.

    *found* is the status the crash left, *applied* says whether the tree is now as after the
    phase (else it is as before).  *edited* are files that a person changed in between; they were
    saved in the backup, below ``edited``.
    """

    phase: int
    found: Status
    applied: bool
    edited: tuple[str, ...] = ()


def recover(root: Path, backups: Path) -> list[Recovered]:
    """Bring every interrupted phase to an end, and sweep up what crashes left in the backups.

    A phase whose steps were all done counts as applied; any other, and an interrupted rollback,
    goes back to before the phase.

    Args:
        root: the folder the phases were applied to.
        backups: the folder of all backups.

    Returns:
        One entry a phase that was interrupted, the one applied last first.

    Raises:
        Refused: another run is under way, or the operating system refused a step; calling this
            again goes on from there.
    """
    root, backups = root.resolve(), backups.resolve()
    if not leads_to_folder(backups):
        return []
    with as_refusal(root, "recovery is not finished", "rezone recover"), held():  # noqa: SIM117
        with lock.hold(backups):
            states = manifest.states(backups)
            latest_first = sorted(states.values(), key=lambda record: record.time, reverse=True)
            recovered = [
                _finish(root, PhaseFolder(backups, record.phase), record)
                for record in latest_first
                if record.status.is_interrupted
            ]
            ended = manifest.states(backups)
            for number in manifest.phases(backups):
                PhaseFolder(backups, number).sweep(ended.get(number))
            return recovered


def _finish(root: Path, folder: PhaseFolder, record: Manifest) -> Recovered:
    if record.status is Status.ROLLING_BACK:
        back = Exchange(
            root,
            leave=exchange.after(record, folder),
            enter=exchange.before(record, folder),
            edited=folder.edited,
        )
        back.run()
        folder.mark(record, Status.ROLLED_BACK)
        return Recovered(record.phase, record.status, False, tuple(back.saved))
    if folder.journal.is_committed:
        commit.finish(folder, record)
        return Recovered(record.phase, record.status, True)
    edited = commit.undo(root, folder, record)
    return Recovered(record.phase, record.status, False, tuple(edited))
