"""New content, complete and on disk beside the tree before the tree is touched."""

from __future__ import annotations

import os
from pathlib import Path

from rezone.phases.transaction import durable, fingerprint
from rezone.phases.transaction.interrupts import Pulse
from rezone.phases.transaction.manifest import FileRecord
from rezone.phases.transaction.preflight import Survey
from rezone.phases.transaction.presence import is_link
from rezone.transforms.edits.change_set import FileChange


def stage(root: Path, survey: Survey, staged: Path, pulse: Pulse) -> tuple[FileRecord, ...]:
    """Write every new file below *staged* at its new path; return what each change amounts to.

    A file keeps owner, mode and extended attributes of its original, a pure move also its time.
    """
    taken = {change.old for change in survey.files}
    folders = set()
    records = []
    for change in survey.files:
        pulse.beat()
        after, link = "", None
        if change.new is not None:
            target = staged / change.new
            durable.ensure_folder(target.parent)
            _write(root, change, target)
            # Python trusts a cache by time and size: two files that swap places may share both.
            if not is_link(target) and (change.content is not None or change.new in taken):
                os.utime(target)
            durable.sync(target)
            folders.add(target.parent)
            made = fingerprint.take(target)
            assert made is not None
            after, link = made.digest, made.link
        before = survey.found[change.old] if change.old is not None else None
        records.append(
            FileRecord(
                old=change.old,
                new=change.new,
                before=before.digest if before else "",
                after=after,
                mode=before.mode if before else None,
                link_before=before.link if before else None,
                link_after=link,
            )
        )
    durable.sync_all(folders)
    return tuple(records)


def _write(root: Path, change: FileChange, target: Path) -> None:
    """Write the file *change* ends in to *target*."""
    source = root / change.old if change.old is not None else None
    if change.link is not None:
        os.symlink(change.link, target)
    elif change.content is not None or source is None:
        target.write_bytes(change.content or b"")
    else:
        durable.copy(source, target)
        return
    if source is not None and is_link(source) == is_link(target):
        durable.imitate(source, target)
