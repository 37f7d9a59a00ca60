"""Whether something stands at a path.

`os.path` and `pathlib` answer "no" as well where the system could not tell (a broken disk, a
locked folder).  Here that is an `OSError`: a file taken for gone would be lost.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable

StrPath = str | os.PathLike[str]
"""A path of the system.  Those that are asked for every file of a phase are strings."""

# A folder above is missing, is a file, or is a link that leads in a circle.
_NOTHING = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)


def status(path: StrPath) -> os.stat_result | None:
    """Return what the system knows of *path*, links not followed; ``None`` if nothing is there."""
    return _asked(os.lstat, path)


def is_there(path: StrPath) -> bool:
    """Say whether a file, a folder or a link, even a dangling one, stands at *path*."""
    return status(path) is not None


def is_link(path: StrPath) -> bool:
    """Say whether *path* is a symbolic link."""
    found = status(path)
    return found is not None and stat.S_ISLNK(found.st_mode)


def is_folder(path: StrPath) -> bool:
    """Say whether *path* is a folder and no link to one."""
    found = status(path)
    return found is not None and stat.S_ISDIR(found.st_mode)


def leads_to_folder(path: StrPath) -> bool:
    """Say whether *path* is a folder or a link to one."""
    found = _asked(os.stat, path)
    return found is not None and stat.S_ISDIR(found.st_mode)


def is_same(path: StrPath, other: StrPath) -> bool:
    """Say whether both are one file or folder on disk, links not followed."""
    found, also = status(path), status(other)
    return found is not None and also is not None and os.path.samestat(found, also)


def _asked(ask: Callable[[StrPath], os.stat_result], path: StrPath) -> os.stat_result | None:
    try:
        return ask(path)
    except OSError as error:
        if error.errno in _NOTHING:
            return None
        raise
