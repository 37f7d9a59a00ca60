"""The user's cache folder: what rezone learned, kept for the next run.

All of it is bounded and safe to delete, and nobody misses it when it cannot be read or written.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

_VARIABLE = "REZONE_CACHE_DIR"
_MOST = 4
"""Files of one kind; those written last stay."""


def cache_folder() -> Path | None:
    """Return the folder of the cache, None where there is to be none.

    ``REZONE_CACHE_DIR`` names it, empty for none; else it is in the user's cache folder.
    """
    named = os.environ.get(_VARIABLE)
    if named is not None:
        return Path(named) if named else None
    home = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME")
    with suppress(RuntimeError):  # a user without a home
        return Path(home or Path.home() / ".cache") / "rezone"
    return None


@cache
def edition() -> str:
    """Return what tells this rezone, with its LibCST and its Python, from any other.

    A version does not: while rezone is worked on, its code changes and its version stays.
    """
    said: list[object] = [sys.implementation.cache_tag, sys.hexversion]
    for package in ("rezone.phases", "rezone.transforms"):
        found = find_spec(package)
        for folder in sorted((found and found.submodule_search_locations) or ()):
            said += sorted(_stamps(folder))
    libcst = find_spec("libcst")
    if libcst is not None and libcst.origin is not None:
        said.append(os.stat(libcst.origin).st_mtime_ns)
    return sha256(repr(said).encode()).hexdigest()[:16]


def _stamps(folder: str) -> Iterator[tuple[str, int, int]]:
    """Yield path, size and time of each module below *folder*."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _stamps(entry.path)
            elif entry.name.endswith(".py"):
                found = entry.stat()
                yield entry.path, found.st_size, found.st_mtime_ns


def write(kind: str, key: str, *parts: bytes) -> None:
    """Put the file *kind*-*key* of these *parts* into the cache, whole or not at all.

    *key* is a hash in hex digits; all keys of a kind have the same length.
    """
    folder = cache_folder()
    if folder is None:
        return
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=folder, prefix=f".{kind}-")
        try:
            with open(descriptor, "wb") as stream:
                stream.writelines(parts)
            os.replace(draft, folder / f"{kind}-{key}")
        except BaseException:
            os.unlink(draft)
            raise
        # The folder may be anybody's: only what has a name that this function gives may go.
        ours = re.compile(rf"{kind}-[0-9a-f]{{{len(key)}}}")
        kept = [path for path in folder.iterdir() if ours.fullmatch(path.name)]
        kept.sort(key=lambda path: path.stat().st_mtime_ns)
        for old in kept[:-_MOST]:
            old.unlink()


def read(kind: str, key: str) -> bytes:
    """Return the file *kind*-*key* of the cache, nothing if there is none."""
    folder = cache_folder()
    if folder is not None:
        with suppress(OSError):
            return (folder / f"{kind}-{key}").read_bytes()
    return b""
