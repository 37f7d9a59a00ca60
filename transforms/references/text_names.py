"""Dotted names in text: ``a.b.c``, ``a.b:app``, ``a.b.*`` and, in regular expressions, ``a\\.b``.

A name counts when it stands alone, has two segments or more, and its longest known prefix moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from rezone.transforms.references.folders import Destination
from rezone.transforms.references.mention import ANY_WORD, Kind, Mention
from rezone.transforms.references.text_map import TextMap
from rezone.transforms.references.text_other_names import names_something_else, says_qualified
from rezone.transforms.references.text_roots import behind_a_root, leaves_its_root

# What may not stand before a name: it would be the tail of a longer name, a path, an address, or a
# shell or template variable.  `\b` of a regular expression may; an anchor is named after the
# module, as the place it leads to.  What a line break or a tab is written as in a literal may.
_ALONE = r"(?:(?<![\w.\-/@$\\])(?<!\$\{)|(?<=\\[nrt])(?<!\\\\[nrt]))"
# Last segments that make `a.b.txt` a file and `a.b.com` a host, unless they are a known module.
FILE_SUFFIXES = frozenset(
    [
        *("bak", "cfg", "com", "conf", "css", "csv", "db", "egg", "env", "gz", "html"),
        *("ico", "ini", "io", "ipynb", "js", "json", "jsx", "local", "lock", "log", "md"),
        *("net", "org", "pdf", "pickle", "pkl", "png", "proto", "py", "pyc", "pyi", "rst"),
        *("service", "sh", "so", "sql", "sqlite", "svg", "tar", "toml", "ts", "tsx", "txt"),
        *("whl", "xml", "yaml", "yml", "zip"),
    ]
)
MAY_BE_A_FILE = "may be the name of a file"
_LIKE_A_FILE = frozenset(
    {"csv", "html", "ini", "json", "md", "sh", "sql", "toml", "txt", "xml", "yaml", "yml"}
)
_SUBTREE = re.compile(r"\\{0,2}\.|\(\\{0,2}\.|\(\?:\\{0,2}\.")
_VERSION = re.compile(r"\s*(?:[=<>!~]=|[<>])\s*\d")
_COLON = re.compile(r":([^\W\d]\w*)")
_NAMES_A_MODULE = re.compile(r"(?:\b(?:from|import)|-m\W+|module::|mod:`~?)\s*$")
_OPENING = ("'", '"', "`", "(", "[", "~", "=")
_CLOSING = ("'", '"', "`", ")", "]", ":", ",")
_CONTINUED = (".{", ".%", ".$")
_ADDRESS = re.compile(r"\w+://[^\s\"'`<>()\[\]]*$")


@lru_cache(maxsize=8)
def _patterns(text_map: TextMap) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of names that may move, of names left open, and of escaped names."""
    top = "|".join(map(re.escape, text_map.tops)) or r"(?!)"
    deep = "|".join(re.escape(stem) for stem in text_map.stems if "." in stem) or r"(?!)"
    flat = "|".join(re.escape(stem) for stem in text_map.stems if "." not in stem) or r"(?!)"
    alone = rf"(?:{_ALONE}|{behind_a_root(text_map)})"
    plain = rf"{alone}(?:(?:{deep})(?!\w)(?:\.[\w*]++)*+|(?:{flat})(?:\.[\w*]++)++)"
    segments = r"(?:\.[\w*]++)++"
    opened = rf"{_ALONE}(?:{top})(?:(?=[\w.]*\*){segments}|{segments}(?=\.[{{%$]))"
    escaped = rf"(?:{_ALONE}|(?<=\\b))(?:{top})(?P<dot>\\{{1,2}}\.)\w++(?:(?P=dot)\w++)*+"
    return re.compile(plain), re.compile(opened), re.compile(escaped)


def names_in(text: str, text_map: TextMap) -> Iterator[Mention]:
    """Yield the dotted names, plain and escaped, that move; they may overlap other mentions."""
    plain, opened, escaped = _patterns(text_map)
    matches = _matches(plain, text_map.stems, text)
    if any(mark in text for mark in (*_CONTINUED, ".*", "*.")):
        matches = chain(_matches(opened, text_map.tops, text), matches)
    for match in matches:
        mention = _plain(text, match.start(), match[0], text_map)
        if mention is not None:
            yield mention
    if "\\." in text:
        for match in _matches(escaped, text_map.tops, text):
            mention = _escaped(text, match, text_map)
            if mention is not None:
                yield mention


def _matches(
    pattern: re.Pattern[str], beginnings: tuple[str, ...], text: str
) -> Iterator[re.Match[str]]:
    """Yield the matches of *pattern*, which begins with one of *beginnings*.

    Looking for the plain text first is many times quicker than a pattern that begins by looking
    behind.
    """
    for beginning in beginnings:
        position = text.find(beginning)
        while position >= 0:
            match = pattern.match(text, position)
            if match is not None:
                yield match
            position = text.find(beginning, position + len(beginning))


def in_address(text: str, start: int) -> bool:
    """Say whether the place *start* of *text* is inside a URL."""
    near = max(0, start - 500)
    return "://" in text[near:start] and _ADDRESS.search(text, near, start) is not None


def _plain(text: str, start: int, token: str, text_map: TextMap) -> Mention | None:
    token = _without_emphasis(text, start, token)
    end = start + len(token)
    if not _ends_well(text, end) or in_address(text, start):
        return None
    if "*" in token:
        return _glob(start, token, text_map)
    if text[end : end + 2] in _CONTINUED:
        return _prefix(start, token, text_map, "dotted")
    symbol = _symbol(text, start, end, text_map)
    if symbol is not None:
        return symbol
    found = text_map.resolve(token)
    if found is None:
        return None
    rest = token[len(found[0]) :]
    known = text_map.offers(found[0], rest[1:].partition(".")[0]) if rest else True
    if not _may_name(text, end, rest, bool(known)):
        return None
    if rest and "." not in found[0] and not _is_code(text, start, end):
        return _left(start, token, ANY_WORD) if known else None
    if token in text_map.values and not _says_module(text, start):
        return _left(start, token, "its package binds that name as well")
    if not rest and _is_file_name(text, start, token):
        return _left(start, token, MAY_BE_A_FILE)
    reason = names_something_else(text, start, end)
    reason = reason or leaves_its_root(text, start, found[1], text_map)
    if reason:
        return _left(start, token, reason)
    name = rest[1:].partition(".")[0]
    if not rest and (colon := _COLON.match(text, end)):
        name, known = colon[1], text_map.offers(found[0], colon[1])
    mention = _moved(start, token, rest, found[1])
    if mention is not None and known is False:
        return replace(mention, doubt=f"{found[0]} has no {name}")
    return mention


def _left(start: int, token: str, reason: str) -> Mention:
    return Mention(start, start + len(token), token, None, "dotted", reason)


def _moved(start: int, token: str, rest: str, target: Destination) -> Mention | None:
    end = start + len(token)
    if isinstance(target, str):
        return Mention(start, end, token, target.replace(":", ".") + rest, "dotted")
    # What a package with several destinations held itself is not known: never resolved before.
    return None if rest else Mention(start, end, token, None, "dotted", several_places(target))


def _symbol(text: str, start: int, end: int, text_map: TextMap) -> Mention | None:
    """Return the mention of a symbol that moves and is written ``a.b:Symbol``."""
    colon = _COLON.match(text, end)
    found = text_map.resolve(f"{text[start:end]}.{colon[1]}") if colon else None
    if colon is None or found is None or ":" not in found[1]:
        return None
    old = text[start : colon.end()]
    if found[0] != old.replace(":", ".") or not isinstance(found[1], str):
        return None
    return Mention(start, colon.end(), old, found[1], "dotted")


def several_places(target: tuple[str, ...]) -> str:
    """Return the reason to leave what has no single new name."""
    named = ", ".join(target[:3])
    more = f" and {len(target) - 3} more" if len(target) > 3 else ""
    return f"content goes to several places: {named}{more}"


def _without_emphasis(text: str, start: int, token: str) -> str:
    """Strip the stars that close Markdown emphasis: ``**a.b**`` is no pattern."""
    name = token.rstrip("*")
    stars = len(token) - len(name)
    if stars and not name.endswith(".") and (stars > 1 or text[start - 1 : start] == "*"):
        return name
    return token


def _ends_well(text: str, end: int) -> bool:
    following = text[end : end + 2]
    first, second = following[:1], following[1:]
    if first in ("/", "@"):
        return False
    if first == "-":
        return not (second.isalnum() or second == "_")
    if first == ":":
        return not second.isdigit()
    if first == "\\":
        return second in ("", "\n", "\r", "n", "r", "t", "\\", '"', "'", "`")
    return True


def _may_name(text: str, end: int, rest: str, known: bool) -> bool:
    """Say whether *rest*, which follows a module, can be an attribute: no suffix, no version.

    *known*: the module has a name like that.
    """
    if not rest:
        return _VERSION.match(text, end) is None
    segments = rest[1:].split(".")
    if not all(segment.isidentifier() for segment in segments):
        return False
    return known or segments[-1] not in FILE_SUFFIXES or text.startswith("(", end)


def _is_code(text: str, start: int, end: int) -> bool:
    """Say whether a name stands in quotes, parentheses or a call, and not among words."""
    around = text[start - 1 : start] in _OPENING and text[end : end + 1] in _CLOSING
    return text.startswith("(", end) or around or says_qualified(text, start)


def _is_file_name(text: str, start: int, token: str) -> bool:
    """Say whether the module ``core.json`` may be a file here, for all the text around it says."""
    name, _, suffix = token.rpartition(".")
    if "." in name or suffix not in _LIKE_A_FILE or _COLON.match(text, start + len(token)):
        return False
    return not _says_module(text, start)


def _says_module(text: str, start: int) -> bool:
    return _NAMES_A_MODULE.search(text[max(0, start - 12) : start]) is not None


def _glob(start: int, token: str, text_map: TextMap) -> Mention | None:
    prefix, star, more = token.partition("*")
    inside = prefix.rpartition(".")[0]
    found = None if text_map.below(prefix) else text_map.resolve(inside)
    if found is not None and found[0] != inside:  # a.Thing.*: no module's name goes on like this
        return _moved(start, token, token[len(found[0]) :], found[1])
    if more.strip("*"):  # a.*.c
        fits = re.compile(re.escape(token).replace(r"\*", ".*")).fullmatch
        moved = [name for name in text_map.destinations if fits(name) and text_map.resolve(name)]
        if all(fits(text_map.names(name)) for name in moved):
            return None
        return Mention(start, start + len(token), token, None, "glob", "a pattern inside the name")
    return _pattern(start, token, prefix, star + more, text_map)


def _prefix(start: int, token: str, text_map: TextMap, kind: Kind) -> Mention | None:
    """Return the mention of a name that something is put after: ``a.b.{name}``."""
    mention = _pattern(start, token + ".", token + ".", "", text_map)
    if mention is None:
        return None
    new = mention.new[:-1] if mention.new else None
    return Mention(start, start + len(token), token, new, kind, mention.reason)


def _pattern(start: int, token: str, prefix: str, tail: str, text_map: TextMap) -> Mention | None:
    """Return the mention of all names that begin with *prefix*, if one prefix names them after."""
    matched = text_map.below(prefix)
    if prefix.endswith(".") and prefix[:-1] in text_map.known:
        matched.append(prefix[:-1])
    if not any(text_map.resolve(name) for name in matched) or text_map.still_fits(prefix):
        return None
    common: set[str] = set()
    for name in matched:
        found = text_map.resolve(name)
        target = name if found is None else found[1]
        if isinstance(target, tuple) or (found is None and name not in text_map.modules):
            continue  # no module of its own: what lies below it says where
        common.add(_prefix_after(prefix, name, target))
    end = start + len(token)
    if len(common) == 1:
        return Mention(start, end, token, common.pop() + tail, "glob")
    if all(place.startswith(prefix) for place in common):
        return None
    places = tuple(sorted({place.rstrip(".") for place in common}))
    return Mention(start, end, token, None, "glob", several_places(places))


def _prefix_after(prefix: str, name: str, target: str) -> str:
    """Return what the characters *prefix* of *name* become when *name* becomes *target*."""
    if len(name) < len(prefix):  # a.b itself, for the pattern a.b.*
        return target + "."
    dot = "." if prefix.endswith(".") else ""
    rest = dot + name[len(prefix) :]
    return target[: len(target) - len(rest)] + dot if target.endswith(rest) else target


def _escaped(text: str, match: re.Match[str], text_map: TextMap) -> Mention | None:
    start, end, dot = match.start(), match.end(), match["dot"]
    if text[end : end + 1] in ("-", "/", "@"):
        return None
    name = match[0].replace(dot, ".")
    if _SUBTREE.match(text, end):
        mention = _prefix(start, name, text_map, "escaped")
    else:
        found = text_map.resolve(name)
        rest = name[len(found[0]) :] if found else ""
        well = found is not None and _may_name(text, end, rest, known=False)
        mention = _moved(start, name, rest, found[1]) if found and well else None
    if mention is None:
        return None
    new = mention.new.replace(".", dot) if mention.new else None
    return Mention(start, end, match[0], new, "escaped", mention.reason)
