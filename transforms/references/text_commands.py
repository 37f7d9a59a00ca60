"""Modules of one segment, where a command or a directive says that it is a module.

``python -m tool``, ``celery -A tool``, ``uvicorn tool:app``, ``--cov=tool``, ``:mod:`tool```: the
word alone would be too little to go by, the position makes it sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rezone.transforms.references.folders import several_places
from rezone.transforms.references.mention import Mention
from rezone.transforms.references.text_map import TextMap

# A flag and its value: `-m x`, `--cov=x`, `"-m", "x"`, `[-m, x]` and the two lines of a YAML list.
_GAP = r"(?:,?[ \t]+[\"']?|=[\"']?|[\"'],[ \t\r\n]*[\"']|[\"']?[ \t]*\r?\n[ \t]*-[ \t]+[\"']?)"
_FLAGS = r"(?<![\w\-])(?:-m|-A|--app|--cov|--pyargs|--module|FLASK_APP|%(?:re)?load_ext|%aimport)"
_SERVERS = r"\b(?:gunicorn|uvicorn|hypercorn|granian|daphne|waitress-serve)\b[^\n]{0,200}?[\s\"'=]"
_SPHINX = r"(?:\.\.[ \t]+(?:py:)?(?:auto|current)?module::[ \t]+|:(?:py:)?mod:`[~!]?|^:::[ \t]+)"
_KEYS = r"(?:\"module\"[ \t]*:[ \t]*\"|\bmodule_name[\"']?[ \t]*[:=][ \t]*[\"']?)"
_AFTER = r"(?![\w\-/@\\]|\.\w)"
# Programs whose own -m or -A means something else.
_OTHER = re.compile(r"(?:\b(?:git|hg|commit|pytest|py\.test|revision|tag)\b|-m[\s\"',]+pytest).*$")


@lru_cache(maxsize=8)
def _patterns(tops: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    top = "(?P<name>" + ("|".join(map(re.escape, tops)) or r"(?!)") + ")"
    return (
        re.compile(_FLAGS + _GAP + top + _AFTER),
        re.compile(_KEYS + top + _AFTER),
        re.compile(_SERVERS + top + r"(?=:[^\W\d])"),
        re.compile(_SPHINX + top + _AFTER, re.MULTILINE),
    )


def commands_in(text: str, text_map: TextMap) -> Iterator[Mention]:
    """Yield the one-segment names that move and stand where only a module can stand."""
    single = tuple(name for name in text_map.tops if name in text_map.destinations)
    if not any(name in text for name in single):
        return
    for pattern in _patterns(single):
        for match in pattern.finditer(text):
            mention = None if _is_other(text, match) else named(match, text_map)
            if mention is not None:
                yield mention


def named(match: re.Match[str], text_map: TextMap) -> Mention | None:
    """Return the mention of the module in the group ``name`` of *match*, if it moves."""
    name = match["name"]
    found = text_map.resolve(name)
    if found is None:
        return None
    start, end = match.span("name")
    if isinstance(found[1], tuple):
        return Mention(start, end, name, None, "dotted", several_places(found[1]))
    return Mention(start, end, name, found[1], "dotted")


def _is_other(text: str, match: re.Match[str]) -> bool:
    if match[0][:2] not in ("-m", "-A"):
        return False
    near = max(text.rfind("\n", 0, match.start()) + 1, match.start() - 500)
    line = text[near : match.start()]
    return _OTHER.search(line) is not None
