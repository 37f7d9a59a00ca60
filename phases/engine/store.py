"""Where the files of a workspace are, and how they are read without waiting for any."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property, reduce
from operator import or_
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from rezone.transforms.bridges.bridge import HEAD
from rezone.transforms.errors import Refused

NEVER = frozenset({".git", ".hg", ".svn", "__pycache__"})
"""Folders that hold no source of the repository, whatever the ignore rules say."""

COMPILED = (".pyc", ".pyo")


_SMALL, _MOST = 16 << 10, 2_000
"""Bytes of a file that is read as a whole when only its head is asked for, and how many are kept.

Together they take 32 MB at most.
"""


class Store(Protocol):
    """Where the files of a workspace are: on disk, in a commit, in an archive."""

    def content(self, path: str) -> bytes | None:
        """Return the bytes of a regular file, None for anything else."""

    def link(self, path: str) -> str | None:
        """Return the text of a symbolic link, None for anything else."""

    def below(self, folder: str) -> Iterator[str]:
        """Yield every file below *folder* but what Python compiled; nothing if there is none."""


class Disk(Struct, frozen=True, dict=True):
    """The files below the folder *root* as they are on disk.

    A small file whose head was read is not read again when its content is asked for: once, and as
    long as there is room.
    """

    root: Path

    @cached_property
    def _prefix(self) -> str:
        return os.path.join(self.root, "")

    @cached_property
    def _ahead(self) -> dict[str, bytes]:
        return {}

    def content(self, path: str) -> bytes | None:
        """Return the bytes of a regular file, None for a link or a folder.

        Raises:
            Refused: it cannot be read.
        """
        found = self._ahead.pop(path, None)
        return regular_content(self._prefix + path, path) if found is None else found

    def head(self, path: str) -> bytes:
        """Return the first `HEAD` bytes of a regular file, none of anything else.

        Raises:
            Refused: it cannot be read.
        """
        found = self._ahead.get(path)
        if found is None:
            found = regular_content(self._prefix + path, path, _SMALL) or b""
            if len(found) < _SMALL and len(self._ahead) < _MOST:
                self._ahead[path] = found
        return found[:HEAD]

    def link(self, path: str) -> str | None:
        """Return the text of a symbolic link, None for anything else.

        Raises:
            OSError: the system cannot tell.
        """
        full = self._prefix + path
        try:
            found = os.lstat(full)
        except (FileNotFoundError, NotADirectoryError):
            return None
        return os.readlink(full) if stat.S_ISLNK(found.st_mode) else None

    def below(self, folder: str) -> Iterator[str]:
        """Yield every file below *folder*, ignored ones too, but nothing Python compiled.

        Raises:
            Refused: a folder cannot be read.
        """
        if (self.root / folder).is_dir():
            yield from self._walk(folder)

    def above(self, name: str) -> bytes | None:
        """Return the nearest file *name* of the clone from the root on upwards, None without one.

        Raises:
            Refused: it cannot be read.
        """
        folder = self.root.resolve()
        for above in (folder, *folder.parents):
            if (above / name).is_file():
                return regular_content(above / name, str(above / name))
            if (above / ".git").exists():
                break
        return None

    def _walk(self, folder: str) -> Iterator[str]:
        for entry in sorted(folder_entries(self.root / folder, folder), key=lambda e: e.name):
            relative = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in NEVER:
                    yield from self._walk(relative)
            elif not entry.name.endswith(COMPILED):
                yield relative


_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
# Without O_NONBLOCK a pipe would be waited for, maybe for ever.
_WANTED = ("O_NONBLOCK", "O_NOCTTY", "O_BINARY")
_FLAGS = reduce(or_, (getattr(os, name, 0) for name in _WANTED), os.O_RDONLY | _NO_FOLLOW)


def regular_content(path: str | Path, relative: str, size: int = -1) -> bytes | None:
    """Return the bytes of the file *path*, None where something else stands; follow no link.

    At most *size* bytes are read, all of them where it is negative.

    Raises:
        Refused: it cannot be read; *relative* is how the message names it.
    """
    try:
        if not _NO_FOLLOW and not stat.S_ISREG(os.lstat(path).st_mode):
            return None
        descriptor = os.open(path, _FLAGS)
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                return None
            if size < 0:
                return _all(descriptor, found.st_size)
            return _first(descriptor, min(size, found.st_size))
        finally:
            os.close(descriptor)
    except OSError as error:
        if _is_special(path):
            return None
        raise _unreadable(error, relative, "cannot be read") from None


def _is_special(path: str | Path) -> bool:
    """Say whether something stands at *path* that is no regular file."""
    with suppress(OSError):
        return not stat.S_ISREG(os.lstat(path).st_mode)
    return False


def _all(descriptor: int, size: int) -> bytes:
    """Return all bytes of an open file that had *size* bytes a moment ago."""
    parts = [os.read(descriptor, size + 1)]
    if len(parts[0]) == size:  # one byte more was asked for: this is the end
        return parts[0]
    while parts[-1]:
        parts.append(os.read(descriptor, 1 << 20))
    return b"".join(parts)


def _first(descriptor: int, size: int) -> bytes:
    """Return the first *size* bytes of an open file, fewer where it has no more."""
    found = os.read(descriptor, size)
    while len(found) < size and (more := os.read(descriptor, size - len(found))):
        found += more
    return found


def folder_entries(folder: str | Path, relative: str) -> list[os.DirEntry[str]]:
    """Return what lies in *folder*.

    Raises:
        Refused: it cannot be read; *relative* is how the message names it.
    """
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        raise _unreadable(error, relative or ".", "folder cannot be read") from None


def _unreadable(error: OSError, relative: str, problem: str) -> Refused:
    if isinstance(error, FileNotFoundError):
        return Refused(
            "is gone since the files were listed",
            relative,
            hint="another run may be under way, or somebody is at work: run again",
        )
    return Refused(f"{problem}: {error.strerror}", relative)
