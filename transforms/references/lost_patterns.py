"""Patterns that find less after a phase: they name nothing that moves, and nothing would fail.

``legacy_*.py`` finds ``shop/legacy_a.py``, and no longer finds it as ``billing/a.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from posixpath import basename, dirname

from rezone.transforms.names import top
from rezone.transforms.references.folders import folders_above
from rezone.transforms.references.mention import Mention
from rezone.transforms.references.text_map import TextMap

Fits = Callable[[str], object]
"""Says of a path or of a name whether a pattern finds it; what is true counts."""

# A word with a star and no slash.  In a regular expression `.*` is the star.
_BARE = re.compile(r"(?<![\w.*/\\{}@$-])(?=[\w.-]*\\?\.?\*)(?:[\w.*-]|\\\.)+(?![\w.*/\\{}@-])")
_STARRED = re.compile(r"(?<![\w.*\\/-])(?=[\w./\\-]*\*)[\w./\\*-]+")
_ABOVE = re.compile(r"^.*(?:/|\\(?!\.))")
_SAYS_SOMETHING = re.compile(r"[^\W_]{2}")


def lost_files(text_map: TextMap, before: Fits, after: Fits | None = None) -> str:
    """Return what a pattern of paths from the root finds no more, ``""`` if it finds all it found.

    *after* is the pattern as it is written afterwards, if that is another.
    """
    pairs = text_map.paths.items()
    then = after or before
    gone = [(old, new) for old, new in pairs if before(old) and not then(new)]
    if not gone:
        return ""
    staying = (path for path in text_map.files if path not in text_map.paths)
    places = {
        new if dirname(new) in ("", dirname(old), *folders_above(dirname(old))) else dirname(new)
        for old, new in gone
    }
    return _reason(places, then, (*text_map.paths.values(), *staying))


def lost_modules(text_map: TextMap, before: Fits, after: Fits | None = None) -> str:
    """Return what a pattern of qualified names finds no more, as `lost_files` does of paths."""
    then = after or before
    now = {name: text_map.names(name) for name in text_map.modules}
    gone = {new for old, new in now.items() if before(old) and not then(new)}
    return _reason(gone, then, now.values()) if gone else ""


def _reason(places: Iterable[str], fits: Fits, afterwards: Iterable[str]) -> str:
    found = set(places)
    outermost = sorted(place for place in found if found.isdisjoint(folders_above(place)))
    named = " and ".join(outermost[:3]) + (" …" if len(outermost) > 3 else "")
    if any(map(fits, afterwards)):
        return f"it would not find what is in {named} afterwards"
    return f"it finds nothing afterwards: what it found is in {named}"


def bare_patterns_in(text: str, text_map: TextMap) -> Iterator[Mention]:
    """Yield the patterns of file names in *text* that find no more what they found."""
    if text_map.after or "*" not in text or not _renamed(text_map):
        return
    for match in _BARE.finditer(text):
        if _SAYS_SOMETHING.search(match[0]):
            reason = lost_by_name(match[0], text_map)
            if reason:
                yield Mention(*match.span(), match[0], None, "glob", reason)


@lru_cache(maxsize=1024)
def lost_by_name(pattern: str, text_map: TextMap) -> str:
    """Return what a *pattern* of file names, wherever they lie, finds no more."""
    if not _renamed(text_map):
        return ""
    plain = pattern.replace("\\.", ".").replace(".*", "*")
    fits = re.compile(".*".join(map(re.escape, plain.split("*")))).fullmatch
    if not any(fits(old) and not fits(new) for old, new in _renamed(text_map)):
        return ""
    return lost_files(text_map, lambda path: fits(basename(path)))


def lost_patterns(text: str, text_map: TextMap) -> Iterator[int]:
    """Yield where in *text* a pattern of files or of names stands that may find less."""
    for match in _STARRED.finditer(text):
        is_name = _begins_a_name(match[0].partition("*")[0], text_map)
        if is_name or lost_by_name(_ABOVE.sub("", match[0]), text_map):
            yield match.start()


def _begins_a_name(text: str, text_map: TextMap) -> bool:
    beginning = text.replace("\\", "").rstrip(".")
    return top(beginning) in text_map.tops and any(
        text_map.names.moves_name(name) for name in text_map.below(beginning)
    )


@lru_cache(maxsize=8)
def _renamed(text_map: TextMap) -> frozenset[tuple[str, str]]:
    """Return the old and new names of the files whose name is another afterwards."""
    names = ((basename(old), basename(new)) for old, new in text_map.paths.items())
    return frozenset((old, new) for old, new in names if old != new)
