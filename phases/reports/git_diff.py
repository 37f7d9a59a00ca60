"""A change set as a git-style diff: ``git apply`` of it makes the tree that executing it makes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from rezone.phases.reports import patch
from rezone.phases.transaction.refusal import as_refusal
from rezone.transforms.edits.change_set import ChangeSet, FileChange


def git_diff(root: Path, changes: ChangeSet) -> Iterator[bytes]:
    """Yield the diff in pieces, one a file; what goes comes first, the rest in the given order.

    Paths are relative to *root*: apply the diff there, before the change set is executed.  Of a
    file that only moves nothing is read.  Emptied folders need no mention: git removes them.
    Where git is told to convert what it writes (``core.autocrlf=true``,
    ``apply.whitespace=fix``) it does so here too.  One thing git cannot apply: a symbolic link
    that makes room for a folder of its name.

    Raises:
        Refused: a file cannot be read.
    """
    with as_refusal(root):
        # A deletion that came after a file moved to its path would be taken for one of that file.
        for change in changes.files:
            if change.old is not None and (change.new is None or _turns(root, change)):
                yield _removed(root, change.old)
        for change in changes.files:
            if change.new is None:
                continue
            if change.old is None or _turns(root, change):
                mode = patch.FILE if change.link is None else patch.LINK
                yield patch.created(change.new, mode, _after(change) or b"")
            else:
                yield _changed(root, change.old, change.new, _after(change))


def _turns(root: Path, change: FileChange) -> bool:
    """Say whether a link becomes a file or a file a link: two files to git, one gone, one new."""
    if change.old is None or (change.link is None and change.content is None):
        return False
    return (root / change.old).is_symlink() != (change.link is not None)


def _after(change: FileChange) -> bytes | None:
    """Return what the file holds afterwards, ``None`` if that is what it holds now."""
    return change.content if change.link is None else os.fsencode(change.link)


def _removed(root: Path, path: str) -> bytes:
    status = os.lstat(root / path)
    if stat.S_ISLNK(status.st_mode):
        mode = patch.LINK
    else:
        mode = patch.EXECUTABLE if status.st_mode & stat.S_IXUSR else patch.FILE
    return patch.removed(path, mode, _read(root / path))


def _changed(root: Path, old: str, new: str, after: bytes | None) -> bytes:
    if after is None:
        return patch.changed(old, new)
    return patch.changed(old, new, _read(root / old), after)


def _read(path: Path) -> bytes:
    return os.fsencode(os.readlink(path)) if path.is_symlink() else path.read_bytes()
