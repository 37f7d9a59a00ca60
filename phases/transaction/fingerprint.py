"""What stands at a path: its bytes as a digest, and a stamp that tells whether it was touched."""

from __future__ import annotations

import hashlib
import os
import stat

from msgspec import Struct

from rezone.phases.transaction import presence
from rezone.phases.transaction.presence import StrPath

Stamp = tuple[int, int, int, int]
"""Inode, size in bytes, modification time in nanoseconds, mode."""


class Fingerprint(Struct, frozen=True):
    """One file or symbolic link on disk.

    *digest* is the sha256 (hex) of the bytes, or of the text of a link; ``""`` for anything that
    is neither, so that it equals nothing on record.  *link* is the text of a link, else ``None``.
    *mode* holds the permission bits, *size* counts bytes.
    """

    digest: str
    link: str | None
    mode: int
    size: int
    stamp: Stamp


_PIECE = 1 << 20
"""Bytes up to which a file is read at once; the buffer to read a larger one by costs as much."""


def take(path: StrPath) -> Fingerprint | None:
    """Return what stands at *path*, read in full, or ``None`` if nothing does."""
    status = presence.status(path)
    if status is None:
        return None
    link = os.readlink(path) if stat.S_ISLNK(status.st_mode) else None
    if link is not None:
        digest = digest_of_link(link)
    elif stat.S_ISREG(status.st_mode):
        with open(path, "rb", buffering=0) as stream:
            if status.st_size > _PIECE:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            else:
                digest = digest_of(stream.readall())
    else:
        digest = ""
    return Fingerprint(
        digest, link, stat.S_IMODE(status.st_mode), status.st_size, _stamp_of(status)
    )


def holds(path: StrPath, digest: str) -> bool:
    """Say whether the bytes (or the link text) at *path* have the sha256 *digest*."""
    found = take(path)
    return found is not None and found.digest != "" and found.digest == digest


def stamp(path: StrPath) -> Stamp | None:
    """Return the stamp of *path* without reading it, or ``None`` if nothing is there."""
    status = presence.status(path)
    return None if status is None else _stamp_of(status)


def digest_of(content: bytes) -> str:
    """Return the sha256 (hex) of *content*."""
    return hashlib.sha256(content).hexdigest()


def digest_of_link(text: str) -> str:
    """Return the sha256 (hex) of the text of a symbolic link."""
    return digest_of(text.encode("utf-8", "surrogateescape"))


def _stamp_of(status: os.stat_result) -> Stamp:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_mode
