"""``from a.b import c, d`` in plain text, where the names may go to different modules.

Python files and blocks of code go through the Python rewriter; this is for the import that stands
in a shell script, a YAML value, a message or a generator's template.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rezone.transforms.references.folders import Destination, several_places
from rezone.transforms.references.mention import Mention
from rezone.transforms.references.text_map import TextMap

_NAME = r"[^\W\d]\w*(?:[ \t]+as[ \t]+[^\W\d]\w*)?"
_NAMES = re.compile(r"([^\W\d]\w*)(?:[ \t]+as[ \t]+([^\W\d]\w*))?")

_ALIAS = re.compile(r"import(?<!\wimport)\b[^\n;#]*?\bas[ \t]+([^\W\d]\w*)")
_COMMENT = re.compile(r"#[^\n]*")


@lru_cache(maxsize=8)
def _pattern(tops: tuple[str, ...]) -> re.Pattern[str]:
    top = "|".join(map(re.escape, tops)) or r"(?!)"
    names = rf"\((?P<inside>[^()]*)\)|(?P<plain>{_NAME}(?:[ \t]*,[ \t]*{_NAME})*)"
    module = rf"(?P<module>(?:{top})(?:\.\w+)*)"
    alone = r"(?:(?<![\w.]from)|(?<=\\[nrt]from)(?<!\\\\[nrt]from))"
    return re.compile(rf"from{alone}[ \t]+{module}[ \t]+import[ \t]*(?:{names})")


@lru_cache(maxsize=8)
def _plain_pattern(tops: tuple[str, ...]) -> re.Pattern[str]:
    top = "|".join(map(re.escape, tops)) or r"(?!)"
    begin = r"(?:^(?:[ \t]*(?:>>>|\.\.\.))?|[;\"'`]|(?<!\\)\\[nrt])[ \t]*"
    end = r"(?:(?P<alias>[ \t]+as[ \t])|(?=[ \t]*(?:[;#\"'`\r]|\\[nr]|$)))"
    return re.compile(rf"{begin}import[ \t]+(?P<name>{top}){end}", re.MULTILINE)


def imports_in(text: str, text_map: TextMap) -> Iterator[Mention]:
    """Yield the ``from`` imports whose names do not simply follow the module they come from.

    Where all of them follow it, the module's own mention says everything and none is yielded.  A
    module of one segment has no mention of its own, so its imports are yielded too.
    """
    if "import" not in text:
        return
    flat = tuple(stem for stem in text_map.stems if "." not in stem)
    for match in _plain_pattern(flat).finditer(text) if flat else ():
        found = text_map.resolve(match["name"])
        if found is not None and isinstance(found[1], str):
            new = found[1] if match["alias"] else f"{found[1]} as {match['name']}"
            yield Mention(*match.span("name"), match["name"], new, "import")
    for match in _pattern(text_map.tops).finditer(text):
        mention = _parted(text, match, text_map)
        if mention is not None:
            yield mention


def local_names(text: str, imports: Iterable[Mention]) -> frozenset[str]:
    """Return the names that an ``as`` binds in *text*, or will when *imports* are rewritten.

    What begins with one of them is an attribute of a local name, and no module's.
    """
    bound = {name for mention in imports for name in _ALIAS.findall(f"import {mention.new or ''}")}
    return frozenset(bound.union(_ALIAS.findall(text)))


def _parted(text: str, match: re.Match[str], text_map: TextMap) -> Mention | None:
    module = match["module"]
    listed = _COMMENT.sub("", match["inside"] or match["plain"])
    names = [(name[1], name[2] or name[1]) for name in _NAMES.finditer(listed)]
    follows = target(module, text_map)
    if follows == module and text_map.ends.isdisjoint(name for name, _ in names):
        return None
    places: dict[str, list[tuple[str, str]]] = {}
    for name, local in names:
        goes = target(f"{module}.{name}", text_map)
        if isinstance(goes, tuple):
            return _whole(match, None, several_places(goes))
        home, _, new = goes.rpartition(":" if ":" in goes else ".")
        places.setdefault(home, []).append((new, local))
    if places == {module if isinstance(follows, tuple) else follows: names}:
        if "." in module or follows == module:
            return None
        if isinstance(follows, tuple):
            return _whole(match, None, several_places(follows))
        return Mention(*match.span("module"), module, follows, "import")
    if "#" in match[0]:
        return _whole(match, None, "its names part ways and comments stand between them")
    return _whole(match, _statements(text, match, places), "")


def target(name: str, text_map: TextMap) -> Destination:
    """Return what the dotted *name* of a module, or of something in it, is afterwards."""
    found = text_map.resolve(name)
    if found is None:
        return name
    old, goes = found
    if isinstance(goes, str):
        return goes + name[len(old) :]
    return goes if old == name else name  # what never resolved has no place to go to


def _whole(match: re.Match[str], new: str | None, reason: str) -> Mention:
    return Mention(match.start(), match.end(), match[0], new, "import", reason)


def _statements(text: str, match: re.Match[str], places: dict[str, list[tuple[str, str]]]) -> str:
    """Return one import a module: on lines of their own where the old one had its own line."""
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    rest = text[match.end() : match.end() + 2]
    own_line = not line.strip(" \t>.") and rest[:1] in ("", "\n", "\r")
    between = ("\r\n" if rest == "\r\n" else "\n") + line if own_line else "; "
    statements = []
    for home, names in places.items():
        listed = ", ".join(new if new == local else f"{new} as {local}" for new, local in names)
        statements.append(f"from {home} import {listed}" if home else f"import {listed}")
    return between.join(statements)
