"""Top-level packages that a phase takes away, in settings: ``package: shop``, loggers by name.

The name alone may be anything.  It is told where its key speaks of a package or module, and where
it is the name of a logger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rezone.transforms.references.mention import A_LOGGER, GONE, MAYBE_GONE, Mention
from rezone.transforms.references.text_map import TextMap

_LOGGERS = re.compile(
    r"^(?P<indent>[ \t]*)[\"']?loggers[\"']?[ \t]*:[ \t]*\n"
    r"(?P<body>(?:(?P=indent)[ \t]+[^\n]*(?:\n|\Z)|[ \t]*\n)+)",
    re.MULTILINE,
)


@lru_cache(maxsize=8)
def _patterns(tops: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what finds such a name behind a key, as the name of a logger, and as a key itself."""
    name = rf"[\"']?(?P<name>{'|'.join(map(re.escape, sorted(tops)))})[\"']?"
    end = r"(?=[ \t]*(?:[,}\]#;]|\r?$))"
    key = r"(?<![\w.])(?:\w+[_-])?(?:package|pkg|module)(?:[_-]?name)?[\"']?[ \t]*[:=][ \t]*"
    return (
        re.compile(f"{key}{name}{end}", re.MULTILINE),
        re.compile(rf"^[ \t]*qualname[ \t]*=[ \t]*{name}{end}", re.MULTILINE),
        re.compile(rf"^(?P<indent>[ \t]+){name}[ \t]*:", re.MULTILINE),
    )


def tops_in(text: str, text_map: TextMap) -> Iterator[Mention]:
    """Yield the names of packages that are gone afterwards; none of them follows."""
    if not any(name in text for name in text_map.gone):
        return
    keyed, qualified, key = _patterns(text_map.gone)
    for match in keyed.finditer(text):
        yield _left(match, MAYBE_GONE, text_map)
    for match in qualified.finditer(text):
        yield _left(match, A_LOGGER, text_map)
    for loggers in _LOGGERS.finditer(text):
        found = list(key.finditer(text, *loggers.span("body")))
        least = min((len(match["indent"]) for match in found), default=0)
        for match in found:
            if len(match["indent"]) == least:
                yield _left(match, A_LOGGER, text_map)


def _left(match: re.Match[str], what: str, text_map: TextMap) -> Mention:
    name = match["name"]
    new = text_map.names(name)
    reason = f"{what}: {GONE if new == name else f'it is {new} afterwards'}"
    return Mention(*match.span("name"), name, None, "dotted", reason)
