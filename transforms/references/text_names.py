"""Dotted names in text: ``a.b.c``, ``a.b:app``, ``a.b.*`` and, in regular expressions, ``a\\.b``.

A name counts when it stands alone, has two segments or more, and its longest known prefix moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from rezone.transforms.records import replace
from rezone.transforms.references.mention import ANY_WORD, Mention
from rezone.transforms.references.name_patterns import (
    moved_name,
    name_beginning,
    name_pattern,
    name_prefix,
)
from rezone.transforms.references.text_map import TextMap
from rezone.transforms.references.text_other_names import names_something_else, says_qualified
from rezone.transforms.references.text_roots import behind_a_root, leaves_its_root

# What may not stand before a name: it would be the tail of a longer name, a path, an address, or a
# shell or template variable.  `\b` of a regular expression may; an anchor is named after the
# module, as the place it leads to.  What a line break or a tab is written as in a literal may, and
# what comes before the default of a shell's variable: `${X:-a.b}`.
_ALONE = r"(?:(?<![\w.\-/@$\\])(?<!\$\{)|(?<=\\[nrt])(?<!\\\\[nrt])|(?<=\w:-))"
# Last segments that make `a.b.txt` a file and `a.b.com` a host, unless they are a known module.
FILE_SUFFIXES = frozenset(
    [
        *("bak", "cfg", "com", "conf", "css", "csv", "db", "egg", "env", "gz", "html"),
        *("ico", "ini", "io", "ipynb", "js", "json", "jsx", "local", "lock", "log", "md"),
        *("mo", "net", "org", "pdf", "pickle", "pid", "pkl", "png", "po", "pot", "proto", "pxd"),
        *("py", "pyc", "pyd", "pyi", "pyx", "rst", "service", "sh", "so", "sock", "sql"),
        *("sqlite", "svg", "tar", "toml", "ts", "tsx", "txt"),
        *("whl", "xml", "yaml", "yml", "zip"),
    ]
)
MAY_BE_A_FILE = "may be the name of a file"
_LIKE_A_FILE = frozenset(
    {"csv", "html", "ini", "json", "md", "sh", "sql", "toml", "txt", "xml", "yaml", "yml"}
)
_SUBTREE = re.compile(r"\\{0,2}\.|\(\\{0,2}\.|\(\?:\\{0,2}\.")
_GOES_ON = re.compile(r"\.[*+?{]|\\{1,2}[wdS]|\[|\(")
_VERSION = re.compile(r"\s*(?:[=<>!~]=|[<>])\s*\d")
_COLON = re.compile(r":([^\W\d]\w*)")
_NAMES_A_MODULE = re.compile(r"(?:\b(?:from|import)|-m\W+|module::|mod:`~?)\s*$")
_OPENING = ("'", '"', "`", "(", "[", "~", "=")
_CLOSING = ("'", '"', "`", ")", "]", ":", ",")
_CONTINUED = (".{", ".%", ".$")
_GOES_OPEN = re.compile(r"\.[{%$*]")  # one letter first: three times quicker than five pieces
_ADDRESS = re.compile(r"\w+://[^\s\"'`<>()\[\]]*$")


@lru_cache(maxsize=8)
def _patterns(text_map: TextMap) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of names that may move, of names left open, and of escaped names."""
    top = "|".join(map(re.escape, text_map.tops)) or r"(?!)"
    deep = "|".join(re.escape(stem) for stem in text_map.stems if "." in stem) or r"(?!)"
    flat = "|".join(re.escape(stem) for stem in text_map.stems if "." not in stem) or r"(?!)"
    alone = rf"(?:{_ALONE}|{behind_a_root(text_map)})"
    plain = rf"{alone}(?:(?:{deep})(?!\w)(?:\.[\w*]+)*|(?:{flat})(?:\.[\w*]+)+)"
    segments = r"(?:\.[\w*]+)+"
    opened = rf"{_ALONE}(?:{top})(?:(?=[\w.]*\*){segments}|{segments}(?=\.[{{%$]))"
    escaped = rf"(?:{_ALONE}|(?<=\\b))(?:{top})(?P<dot>\\{{1,2}}\.)\w+(?:(?P=dot)\w+)*"
    return re.compile(plain), re.compile(opened), re.compile(escaped)


def names_in(text: str, text_map: TextMap) -> Iterator[Mention]:
    """Yield the dotted names, plain and escaped, that move; they may overlap other mentions."""
    plain, opened, escaped = _patterns(text_map)
    matches = _matches(plain, text_map.stems, text)
    # One letter is looked for many times faster than two.
    if any(mark in text for mark in "{%$*") and (
        "*." in text or _GOES_OPEN.search(text) is not None
    ):
        matches = chain(_matches(opened, text_map.tops, text), matches)
    for match in matches:
        mention = _plain(text, match.start(), match[0], text_map)
        if mention is not None:
            yield mention
    if "\\" in text and "\\." in text:
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
        return name_pattern(start, token, text_map)
    if text[end : end + 2] in _CONTINUED:
        return name_prefix(start, token, text_map, "dotted")
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
        says_more = known or rest.count(".") > 1 or _COLON.match(text, end)
        return _left(start, token, ANY_WORD) if says_more else None
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
    mention = moved_name(start, token, rest, found[1])
    if mention is not None and known is False:
        return replace(mention, doubt=f"{found[0]} has no {name}")
    return mention


def _left(start: int, token: str, reason: str) -> Mention:
    return Mention(start, start + len(token), token, None, "dotted", reason)


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
    of_a_class = len(segments) > 1 and segments[-2][0].isupper()
    return known or of_a_class or segments[-1] not in FILE_SUFFIXES or text.startswith("(", end)


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


def _escaped(text: str, match: re.Match[str], text_map: TextMap) -> Mention | None:
    start, end, dot = match.start(), match.end(), match["dot"]
    if text[end : end + 1] in ("-", "/", "@"):
        return None
    name = match[0].replace(dot, ".")
    if name not in text_map.known and _GOES_ON.match(text, end):
        mention = name_beginning(start, name, name, text_map)
    elif _SUBTREE.match(text, end):
        mention = name_prefix(start, name, text_map, "escaped")
    else:
        found = text_map.resolve(name)
        rest = name[len(found[0]) :] if found else ""
        well = found is not None and _may_name(text, end, rest, known=False)
        mention = moved_name(start, name, rest, found[1]) if found and well else None
    if mention is None:
        return None
    new = mention.new.replace(".", dot) if mention.new else None
    return Mention(start, end, match[0], new, "escaped", mention.reason)
