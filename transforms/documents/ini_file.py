"""INI settings: setup.cfg, tox.ini, mypy.ini, .coveragerc, pytest.ini, alembic.ini …"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import basename, dirname

from msgspec import Struct

from rezone.transforms.documents.data_of_packages import TABLES, data_mention
from rezone.transforms.documents.layers import layers
from rezone.transforms.documents.package_keys import Listing, takes
from rezone.transforms.documents.pattern_keys import (
    Language,
    language,
    lost_pattern,
    lost_words,
)
from rezone.transforms.documents.registry import Document, rewrites
from rezone.transforms.documents.settings_file import (
    entry_mention,
    holds_distributions,
    holds_modules,
    holds_paths,
    module_mention,
    only_roots,
    whole_names,
    with_groups,
    without_names,
)
from rezone.transforms.references.lone_paths import lone_paths_listed
from rezone.transforms.references.mentions import Mention, find

_LISTS = ("loggers", "handlers", "formatters")  # of sections, in `logging.config.fileConfig`
_LINE = re.compile(r"[^\n]*")
_SECTION = re.compile(r"\[(?P<name>[^\]\n]+)\]")
_COMMENT = re.compile(r"[ \t]*[#;]")
_PAIR = re.compile(r"(?P<package>[\w.]*)[ \t]*=[ \t]*(?P<folder>[\w./-]+)")
_WORD = re.compile(r"[^\s,;=]+")
_KEY = re.compile(r"(?P<key>[^\s#;=:\[][^=:\n]*?)[ \t]*[=:](?P<value>[^\n]*)")


@rewrites(
    "*.ini", "*.cfg", "*.conf", ".coveragerc", ".pylintrc", "pylintrc", ".flake8", ".isort.cfg",
    ".importlinter", "entry_points.txt",
)  # fmt: skip
def ini_file(document: Document) -> Iterable[Mention]:
    """Return the mentions of an INI file."""
    others: list[tuple[int, int]] = []
    groups: list[tuple[int, int]] = []
    yield from _lines(document, others, groups)
    yield from _lists(document)
    yield from layers(document)
    yield from with_groups(without_names(document.mentions(), others), groups)


class _Line(Struct, frozen=True):
    """A line with a value: the span of that, and the match of the key where it stands there."""

    section: str
    key: str
    entry: re.Match[str] | None
    start: int
    end: int


def _values(text: str) -> Iterator[_Line | re.Match[str]]:
    """Yield the lines that hold a value, and the header of each section."""
    section = key = ""
    for line in _LINE.finditer(text):
        start, end = line.span()
        if _COMMENT.match(text, start, end):
            continue
        header = _SECTION.match(text, start, end)
        entry = _KEY.match(text, start, end)
        if header:
            section, key = header["name"], ""
            yield header
            continue
        if entry:
            key, start = entry["key"], entry.start("value")
        yield _Line(section, key, entry, start, end)


def _lines(
    document: Document, others: list[tuple[int, int]], groups: list[tuple[int, int]]
) -> Iterator[Mention]:
    """Yield the modules in keys that hold them; note where *others* and *groups* are named."""
    text, text_map = document.text, document.text_map
    for line in _values(text):
        if isinstance(line, re.Match):
            if basename(document.path) == "entry_points.txt":
                groups.append(line.span("name"))
            yield from _patterns(document, line)
            continue
        section, key, start = line.section, line.key, line.start
        if section.endswith(TABLES):
            for word in _WORD.finditer(text, start, line.end):
                yield from data_mention(key, word.span(), document)
        if line.entry:
            if section.rpartition(".")[2] in ("package_data", "exclude_package_data"):
                yield from module_mention(text, *line.entry.span("key"), text_map)
                continue
            if section == "options.entry_points":
                groups.append(line.entry.span("key"))
        if holds_distributions(section, key) or (key == "keys" and section in _LISTS):
            others.append((start, line.end))
        elif holds_modules(section, key):
            if section == "options.entry_points" and not line.entry:  # the command keeps its name
                start = text.find("=", start, line.end) + 1 or start
                yield from entry_mention(text, start, line.end, text_map)
            yield from only_roots(key, whole_names(text, start, line.end, text_map))
        elif key == "package_dir":
            for pair in _PAIR.finditer(text, start, line.end):
                yield from module_mention(text, *pair.span("package"), text_map)
                yield from lone_paths_listed(text, *pair.span("folder"), text_map)
        elif holds_paths(section, key) and not dirname(document.path):
            yield from lone_paths_listed(text, start, line.end, text_map)


def _lists(document: Document) -> Iterator[Mention]:
    """Yield what becomes of lists of packages, and the patterns that find less afterwards."""
    listings: list[Listing] = []
    for line in _values(document.text):
        if isinstance(line, re.Match):
            continue
        purpose = takes(line.section, line.key)
        if purpose is not None and line.entry:
            commas = line.section == "mypy"
            listings.append(Listing(line.entry.span("key"), purpose, commas))
        if purpose is not None and listings:
            words = _WORD.finditer(document.text, line.start, line.end)
            listings[-1].spans += (word.span() for word in words)
        yield from _lost(document, line)
    for listing in listings:
        yield from listing.in_ini(document)


def _lost(document: Document, line: _Line) -> Iterator[Mention]:
    kind = language(line.section, line.key)
    value = document.text[line.start : line.end].strip()
    if kind is Language.FILES:
        yield from lost_words(document, line.start, line.end)
    elif kind is not None and value:
        start = document.text.index(value, line.start)
        yield from lost_pattern(document, start, start + len(value), kind)


def _patterns(document: Document, header: re.Match[str]) -> Iterator[Mention]:
    """Yield the modules of ``[mypy-a.b.*,c]``, which `find` takes for words with a hyphen."""
    if not header["name"].startswith("mypy-"):
        return
    at = header.start("name") + len("mypy-")
    for part in re.compile(r"[^,\s]+").finditer(document.text, at, header.end("name")):
        if "." in part[0].removesuffix(".*"):
            for mention in find(part[0], document.text_map):
                yield mention.shifted(part.start())
        else:
            yield from module_mention(document.text, *part.span(), document.text_map)
