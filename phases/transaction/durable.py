"""Writes that survive a power cut: sync before rename, and sync the folder after it."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from rezone.phases.transaction import fingerprint, renaming
from rezone.phases.transaction.presence import StrPath, is_folder, leads_to_folder, status
from rezone.transforms.errors import TreeChanged

# File systems that cannot sync a folder say so with one of these; they need no such sync.
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP}
_THREADS = 8


def sync(path: StrPath) -> None:
    """Force the file or folder *path* to disk; a symbolic link goes with its folder.

    Raises:
        OSError: with the path as its ``filename``.
    """
    _force(path, os.lstat(path))


def _force(path: StrPath, found: os.stat_result) -> None:
    if stat.S_ISLNK(found.st_mode):
        return
    is_dir = stat.S_ISDIR(found.st_mode)
    # Windows syncs no folders, and files only through a handle that may write.
    if os.name == "nt" and (is_dir or not os.access(path, os.W_OK)):
        return
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if not is_dir or error.errno not in _NO_FOLDER_SYNC:
            raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        os.close(descriptor)


def sync_all(paths: Iterable[StrPath]) -> None:
    """Force every path to disk that still exists; many at once, which disks write in one go."""
    present = sorted({os.fspath(path) for path in paths})
    if len(present) <= _THREADS:
        _sync_each(present)
        return
    from concurrent.futures import ThreadPoolExecutor

    shares = [present[start::_THREADS] for start in range(_THREADS)]
    with ThreadPoolExecutor(_THREADS) as pool:
        for _ in pool.map(_sync_each, shares):
            pass  # to raise what a thread raised


def _sync_each(paths: Iterable[str]) -> None:
    for path in paths:
        found = status(path)
        if found is not None:
            _force(path, found)


def ensure_folder(path: StrPath) -> set[str]:
    """Create *path* and the folders above it where missing; return what is to be synced."""
    missing = []
    folder = os.fspath(path)
    while not leads_to_folder(folder):
        missing.append(folder)
        folder = _above(folder)
    for each in reversed(missing):
        Path(each).mkdir(exist_ok=True)
    return set(map(_above, missing))


def _above(path: StrPath) -> str:
    """Return the folder that *path* is in."""
    return os.path.dirname(path) or "."


def write(path: Path, data: bytes) -> None:
    """Replace the file *path* so that it holds the old bytes or *data*, never a part."""
    draft = _draft(path)
    with open(draft, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(draft, path)
    sync(path.parent)


def forget_draft(path: Path) -> None:
    """Remove what an interrupted `write` left beside *path*."""
    _draft(path).unlink(missing_ok=True)


def _draft(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")


def imitate(source: StrPath, copy: StrPath) -> None:
    """Give *copy* owner, mode, times and extended attributes of *source*; follow no link."""
    theirs, ours = os.lstat(source), os.lstat(copy)
    if hasattr(os, "chown") and (theirs.st_uid, theirs.st_gid) != (ours.st_uid, ours.st_gid):
        with suppress(PermissionError):  # only root gives files away; editors do the same
            os.chown(copy, theirs.st_uid, theirs.st_gid, follow_symlinks=False)
    shutil.copystat(source, copy, follow_symlinks=False)


def copy(source: StrPath, target: StrPath) -> None:
    """Copy a file, a link (as a link) or a folder with all its attributes, durably."""
    above = _above(target)
    folders = ensure_folder(above)
    if is_folder(source):
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copyfile(source, target, follow_symlinks=False)
        imitate(source, target)
    sync_all({target, above, *folders})


def move(source: StrPath, target: StrPath, *, replace: bool = True) -> set[str]:
    """Rename *source* to *target*; across devices, copy and unlink.

    Returns the folders that the caller has to sync.  Interrupted across devices, *source* is
    whole, and maybe *target* as well (`is_duplicate`); `forget_partial` removes what was copied
    so far.

    Raises:
        FileExistsError: something stands at *target*, and *replace* is false.
        TreeChanged: *source* was edited while it was copied.
    """
    above = _above(target)
    folders = ensure_folder(above) | {_above(source), above}
    rename = os.replace if replace else renaming.rename_to_free
    try:
        rename(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        partial = _partial(target)
        seen = fingerprint.stamp(source)
        copy(source, partial)
        if fingerprint.stamp(source) != seen:
            remove(partial)
            raise TreeChanged("was edited while it was copied", Path(source).as_posix()) from None
        rename(partial, target)
        remove(source)
    return folders


def forget_partial(target: StrPath) -> None:
    """Remove what an interrupted `move` across devices left beside *target*."""
    remove(_partial(target))


def is_duplicate(path: StrPath, other: StrPath) -> bool:
    """Say whether the two are what a `move` across devices left that did not get to unlink."""
    found, also = fingerprint.take(path), fingerprint.take(other)
    return (
        found is not None
        and also is not None
        and os.lstat(path).st_dev != os.lstat(other).st_dev
        and found.digest == also.digest != ""
    )


def _partial(target: StrPath) -> Path:
    """Return the temporary name beside *target*: the same each time, so that it is found again."""
    place = Path(target)
    mark = sha256(os.fsencode(place.name)).hexdigest()[:16]
    return place.with_name(f".rezone-{mark}")


def remove(path: StrPath) -> None:
    """Remove the file, link or folder *path*, if it is there; follow no link."""
    if not is_folder(path):
        Path(path).unlink(missing_ok=True)
        return
    _unlock(Path(path))
    for top, folders, files in os.walk(path):
        for name in folders if os.name != "nt" else folders + files:
            _unlock(Path(top, name))
    shutil.rmtree(path)


def _unlock(path: Path) -> None:
    """Let the owner remove *path*: a read-only folder (on Windows, any file) resists."""
    mode = os.lstat(path).st_mode
    if not stat.S_ISLNK(mode) and mode & stat.S_IRWXU != stat.S_IRWXU:
        path.chmod(stat.S_IMODE(mode) | stat.S_IRWXU)
