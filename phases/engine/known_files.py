"""Which files are known to be what their skim says, remembered by the hash of their bytes.

A dry run and the run after it, and phase after phase, look at the same files.  What Python's
symbol table said of one holds as long as its bytes, the Python and the rezone are the same; all
three are in the key.  The cache is bounded, safe to delete, and nobody misses it when it cannot
be read or written.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

ENOUGH = 100
"""With fewer new files a run takes no time that is worth a write."""

_MOST = 1 << 16
_SIZE = 32  # bytes of a sha256
_VARIABLE = "REZONE_CACHE_DIR"


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


def _path() -> Path | None:
    folder = cache_folder()
    python = f"{sys.implementation.cache_tag}-{sys.hexversion:x}"
    return folder and folder / f"parsed-{version('rezone')}-{python}"


def known_files() -> frozenset[str]:
    """Return the sha256 (hex) of the files that are known."""
    path = _path()
    if path is None:
        return frozenset()
    try:
        content = path.read_bytes()
    except OSError:
        return frozenset()
    hashes = content.hex()
    whole = len(content) // _SIZE * _SIZE * 2
    return frozenset(hashes[at : at + 2 * _SIZE] for at in range(0, whole, 2 * _SIZE))


def remember(known: frozenset[str], seen: Iterable[str]) -> None:
    """Keep the sha256 (hex) of files *seen* besides those that are *known*."""
    path, new = _path(), list(dict.fromkeys(each for each in seen if each not in known))
    if path is None or len(new) < ENOUGH:
        return
    kept = [*new, *known][:_MOST]
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".parsed-")
        try:
            with open(descriptor, "wb") as stream:
                stream.write(bytes.fromhex("".join(kept)))
            os.replace(draft, path)
        except BaseException:
            os.unlink(draft)
            raise
