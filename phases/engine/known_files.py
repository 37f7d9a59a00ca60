"""Which files are known to be what their skim says, remembered by the hash of their bytes.

Phase after phase, and a dry run after an edit, look at the same files.  What Python's symbol table
said of one holds as long as its bytes, the Python and the rezone are the same; all three are in
the key.
"""

from __future__ import annotations

from collections.abc import Iterable

from rezone.phases.engine import user_cache
from rezone.phases.engine.user_cache import edition

ENOUGH = 100
"""With fewer new files a run takes no time that is worth a write."""

_MOST = 1 << 16
_KIND = "parsed"
_SIZE = 32  # bytes of a sha256


def known_files() -> frozenset[str]:
    """Return the sha256 (hex) of the files that are known."""
    content = user_cache.read(_KIND, edition())
    hashes = content.hex()
    whole = len(content) // _SIZE * _SIZE * 2
    return frozenset(hashes[at : at + 2 * _SIZE] for at in range(0, whole, 2 * _SIZE))


def remember(known: frozenset[str], seen: Iterable[str]) -> None:
    """Keep the sha256 (hex) of files *seen* besides those that are *known*."""
    new = list(dict.fromkeys(each for each in seen if each not in known))
    if len(new) >= ENOUGH:
        kept = [*new, *known][:_MOST]
        user_cache.write(_KIND, edition(), bytes.fromhex("".join(kept)))
