"""Write changed files where they are, one after the other, each all or not at all."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.errors import Refused, TreeChanged


def write_in_place(root: Path, changes: ChangeSet) -> None:
    """Replace the content of each changed file; none of them moves.

    Raises:
        TreeChanged: a file was edited meanwhile; nothing was written to it.
        Refused: the operating system refused a write; files before it are written.
    """
    for change in changes.files:
        if change.old is None or change.content is None:
            continue
        path = root / change.old
        try:
            if sha256(path.read_bytes()).hexdigest() != change.before:
                raise TreeChanged("was edited while the run read it", change.old, hint="run again")
            _replace(path, change.content)
        except OSError as error:
            raise Refused(f"cannot be written: {error.strerror}", change.old) from None


def _replace(path: Path, content: bytes) -> None:
    """Give the file *path* other bytes in one step; where that fails nothing is left beside it.

    What a killed run leaves has the same name each time, so that the next one takes it away.
    """
    mark = sha256(os.fsencode(path.name)).hexdigest()[:16]
    draft = path.with_name(f".rezone-{mark}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0))
    try:
        with open(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(descriptor)
        os.chmod(draft, path.stat().st_mode & 0o7777)
        os.replace(draft, path)
    except BaseException:
        draft.unlink()
        raise
