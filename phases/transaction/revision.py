"""A rollback that brings back something else than the originals: people's work in their place."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct

from rezone.phases.transaction import durable, fingerprint
from rezone.phases.transaction.backup import PhaseFolder
from rezone.phases.transaction.inspection import Findings
from rezone.phases.transaction.manifest import KEPT, FileRecord, Manifest
from rezone.phases.transaction.presence import is_there
from rezone.transforms.records import replace


class Revision(Struct, frozen=True):
    """What an applied phase is to be undone as.

    *record* describes the tree as it is now (``after``) and as it is to be (``before``; filled in
    for what is in *contents*).  *contents* are the bytes of files that come back otherwise than
    the original, by old path; all others are originals in the backup.
    """

    record: Manifest
    contents: Mapping[str, bytes]


Revise = Callable[[Manifest, Findings], Revision]
"""Called under the lock with the phase and what became of its files."""


def lay_out(root: Path, folder: PhaseFolder, revision: Revision) -> Manifest:
    """Put what comes back into `kept`, durably; return the record to roll back by.

    Until that record is on disk nothing has happened: the originals stay where they are.
    """
    durable.remove(folder.kept)
    written = durable.ensure_folder(folder.kept)
    files = []
    for file in revision.record.files:
        if file.old is not None:
            target = folder.kept / file.old
            written |= durable.ensure_folder(target.parent) | {str(target), str(target.parent)}
            content = revision.contents.get(file.old)
            if content is None:
                _share(folder.files / file.old, target)
            else:
                target.write_bytes(content)
                file = _with_attributes(root, file, target, content)
        files.append(file)
    durable.sync_all(written)
    return replace(revision.record, files=tuple(files), store=KEPT)


def _with_attributes(root: Path, file: FileRecord, target: Path, content: bytes) -> FileRecord:
    if file.new is not None and is_there(root / file.new):
        durable.imitate(root / file.new, target)
        os.utime(target)
    return replace(file, before=fingerprint.digest_of(content))


def _share(original: Path, target: Path) -> None:
    """Give *original* a second name, so that it comes back as the very file it was."""
    try:
        os.link(original, target, follow_symlinks=False)
    except (OSError, NotImplementedError):  # a file system without hard links
        durable.copy(original, target)
