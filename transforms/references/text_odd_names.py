"""Dotted names of files that no import statement can name: ``python -m shop.tools.load-data``.

`runpy` and `importlib` find them all the same.  No module has such a name, so it counts only where
it is that of a file which moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rezone.transforms.references.mention import Mention
from rezone.transforms.references.text_map import TextMap

_BEFORE, _AFTER = r"(?<![\w.\-/@$\\])", r"(?![\w\-/@\\]|\.\w)"


@lru_cache(maxsize=8)
def _names(text_map: TextMap) -> dict[str, str]:
    """Return the dotted name of each such file, before and after; ``.after`` knows no old ones."""
    found = {}
    for old, new in text_map.paths.items():
        stem = old.rpartition("/")[2].removesuffix(".py")
        if old.endswith(".py") and not stem.isidentifier() and "." not in stem:
            names = [text_map.name_of(path.removesuffix(".py")) for path in (old, new)]
            if all("." in name for name in names):
                found[names[0]] = names[1]
    current = set(found.values()) if text_map.after else set()
    return {old: new for old, new in found.items() if old != new and old not in current}


@lru_cache(maxsize=8)
def _pattern(text_map: TextMap) -> re.Pattern[str] | None:
    names = "|".join(map(re.escape, sorted(_names(text_map), key=len, reverse=True)))
    return re.compile(f"{_BEFORE}(?:{names}){_AFTER}") if names else None


def odd_names_in(text: str, text_map: TextMap) -> Iterator[Mention]:
    """Yield the names of such files that move."""
    pattern = _pattern(text_map)
    for match in pattern.finditer(text) if pattern else ():
        yield Mention(*match.span(), match[0], _names(text_map)[match[0]], "dotted")
