"""New content, complete and on disk beside the tree before the tree is touched."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from rezone.phases.transaction import durable, fingerprint
from rezone.phases.transaction.backup import PhaseFolder
from rezone.phases.transaction.copies import write_copies
from rezone.phases.transaction.interrupts import Pulse
from rezone.phases.transaction.manifest import FileRecord
from rezone.phases.transaction.paths import flat_name
from rezone.phases.transaction.preflight import Survey
from rezone.phases.transaction.presence import is_link
from rezone.transforms.edits.change_set import FileChange

_SHORT = 80
"""Characters of a path that any file system has room for."""


def stage(root: Path, survey: Survey, folder: PhaseFolder, pulse: Pulse) -> tuple[FileRecord, ...]:
    """Write every new file into `staged`, by its flat name; return what each change amounts to.

    A file keeps owner, mode and extended attributes of its original, a pure move also its time.
    Of an edited one a copy goes to `migrated`: what people do to it later can be told from it.
    """
    taken = {change.old for change in survey.files}
    staged = os.fspath(folder.staged)
    written = durable.ensure_folder(staged) | {staged}
    records = []
    for change in survey.files:
        pulse.beat()
        after = None
        if change.new is not None:
            if len(change.new) > _SHORT:
                _can_be_named(root, change.new)
            target = os.path.join(staged, flat_name(change.new))
            written.add(target)
            _write(root, change, target)
            # Python trusts a cache by time and size: two files that swap places may share both.
            if not is_link(target) and (change.content is not None or change.new in taken):
                os.utime(target)
            after = fingerprint.take(target)
        before = survey.found[change.old] if change.old is not None else None
        records.append(
            FileRecord(
                old=change.old,
                new=change.new,
                before=before.digest if before else "",
                after=after.digest if after else "",
                mode=before.mode if before else None,
                link_before=before.link if before else None,
                link_after=after.link if after else None,
            )
        )
    edited = [
        (change.new, change.content)
        for change in survey.files
        if change.new is not None and change.old is not None and change.content is not None
    ]
    if edited:
        write_copies(folder.migrated, edited)
        written |= {os.fspath(folder.migrated), os.fspath(folder.path)}
    durable.sync_all(written)
    return tuple(records)


def _write(root: Path, change: FileChange, target: str) -> None:
    """Write the file *change* ends in to *target*."""
    source = os.path.join(root, change.old) if change.old is not None else None
    if change.link is not None:
        os.symlink(change.link, target)
    elif change.content is not None or source is None:
        with open(target, "wb") as stream:
            stream.write(change.content or b"")
    else:
        shutil.copyfile(source, target, follow_symlinks=False)
    if source is not None and is_link(source) == is_link(target):
        durable.imitate(source, target)


def _can_be_named(root: Path, path: str) -> None:
    """Let a name that is too long be told before the tree is touched.

    Raises:
        OSError: the file system has no room for *path*, or for a segment of it.
    """
    for place in (path, *path.split("/")):
        try:
            os.lstat(root / place)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(root / path)) from None
