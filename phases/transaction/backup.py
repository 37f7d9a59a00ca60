"""The backup folder of a phase: where each thing stands in it, and who may use it."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from rezone.phases.transaction import durable, lock, manifest
from rezone.phases.transaction.journal import Journal
from rezone.phases.transaction.manifest import Manifest, Status
from rezone.phases.transaction.presence import is_folder, is_link, is_there
from rezone.transforms.errors import Refused

# Neither git nor pytest looks into a folder that holds these.
_SELF_IGNORING = {
    ".gitignore": b"*\n",
    "conftest.py": b'"""Backups are no tests."""\n\ncollect_ignore_glob = ["*"]\n',
}


class PhaseFolder(Struct, frozen=True):
    """The folder ``phaseN`` below the backups.

    While a phase is applied, `files` holds every original below its old path, so that copying
    it over the tree brings them back, and the archive `migrated` a copy of every file that it
    edited, by its new path.  `staged` holds what is to be placed; `folders` the emptied folders;
    `kept` what a rollback that keeps edits brings back instead of the originals;
    `edited` what a person changed and a rollback replaced.
    """

    backups: Path
    phase: int

    @property
    def path(self) -> Path:
        """Return the folder itself."""
        return self.backups / f"phase{self.phase}"

    @property
    def manifest(self) -> Path:
        """Return where the manifest is."""
        return self.path / manifest.NAME

    @property
    def journal(self) -> Journal:
        """Return the journal."""
        return Journal(self.path / "journal")

    @property
    def files(self) -> Path:
        """Return where the originals are."""
        return self.path / "files"

    @property
    def migrated(self) -> Path:
        """Return the archive with copies of the edited files, as the phase left them."""
        return self.path / "migrated.zip"

    @property
    def kept(self) -> Path:
        """Return where the files are that a rollback with edits in them brings back."""
        return self.path / manifest.KEPT

    @property
    def staged(self) -> Path:
        """Return where the new content waits."""
        return self.path / "staged"

    @property
    def folders(self) -> Path:
        """Return where emptied folders are kept, with their mode and their caches."""
        return self.path / "folders"

    @property
    def edited(self) -> Path:
        """Return where edits are saved that a rollback replaces."""
        return self.path / "edited"

    def mark(self, record: Manifest, status: Status) -> Manifest:
        """Put *record* on disk with *status* and return it so."""
        marked = record.with_status(status)
        manifest.write(self.manifest, marked)
        return marked

    def claim(self) -> None:
        """Empty the folder for a new run of its phase; what is in `edited` stays.

        Raises:
            Refused: originals stand here that no manifest accounts for.
        """
        if not is_there(self.manifest) and _holds_files(self.files):
            raise Refused(
                "originals without a manifest stand here",
                self.files.as_posix(),
                hint="move the folder away",
            )
        self.discard()

    def sweep(self, record: Manifest | None) -> None:
        """Remove what a phase in the state of *record* has no more use for."""
        if record is None and not _holds_files(self.files):
            self.discard()
        elif record is not None and not record.status.is_interrupted:
            durable.remove(self.staged)
            if record.status is Status.ROLLED_BACK:
                for path in (self.files, self.folders, self.migrated, self.kept):
                    durable.remove(path)
            elif record.store != manifest.KEPT:
                durable.remove(self.kept)

    def discard(self) -> None:
        """Remove everything but `edited`; the manifest first, so that no half of it counts."""
        self.manifest.unlink(missing_ok=True)
        durable.forget_draft(self.manifest)
        durable.remove(self.journal.path)
        for path in (self.staged, self.files, self.folders, self.migrated, self.kept):
            durable.remove(path)
        if is_folder(self.path) and not any(self.path.iterdir()):
            self.path.rmdir()


def prepare(backups: Path) -> None:
    """Make git and pytest leave the folder *backups* alone."""
    for name, content in _SELF_IGNORING.items():
        if not is_there(backups / name):
            durable.write(backups / name, content)


def refuse_interrupted(backups: Path) -> None:
    """Refuse to go on while a transaction below *backups* is half done.

    Raises:
        Refused: names what a crash interrupted, or the process that is at it now.
    """
    if _interrupted(backups) is None:
        return
    lock.refuse_writers(backups)
    record = _interrupted(backups)  # again: whoever wrote may have come to the end meanwhile
    if record is not None:
        lock.refuse_writers(backups)
        doing = record.status.replace("_", " ")
        raise Refused(
            f"{manifest.told(record.phase)} was interrupted while {doing}",
            f"{backups.name}/phase{record.phase}",
            hint="rezone recover brings the tree to before or after it",
        )


def _interrupted(backups: Path) -> Manifest | None:
    return next((m for m in manifest.states(backups).values() if m.status.is_interrupted), None)


def _holds_files(path: Path) -> bool:
    return any(
        names or any(is_link(Path(top, folder)) for folder in folders)
        for top, folders, names in os.walk(path)
    )
