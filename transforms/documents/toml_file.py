"""TOML settings (pyproject.toml and its like): names and paths, and keys that hold modules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import basename, dirname
from tomllib import loads

from rezone.transforms.documents.data_of_packages import TABLES, data_mention
from rezone.transforms.documents.layers import layers
from rezone.transforms.documents.package_keys import Listing, takes
from rezone.transforms.documents.pattern_keys import Language, language, lost_pattern
from rezone.transforms.documents.poetry import PoetryPackage
from rezone.transforms.documents.registry import Document, rewrites
from rezone.transforms.documents.settings_file import (
    ENTRY_TABLES,
    entry_mention,
    holds_distributions,
    holds_modules,
    holds_paths,
    module_mention,
    only_roots,
    with_groups,
    without_names,
)
from rezone.transforms.records import replace
from rezone.transforms.references.lone_paths import lone_path
from rezone.transforms.references.mentions import Mention

# TOML 1.0: a table header, a key, a string, a comment.  Strings of several lines hold no settings.
_TOKEN = re.compile(
    r"^[ \t]*\[\[?[ \t]*(?P<table>[^\]\n]+?)[ \t]*\]\]?[ \t]*(?:#[^\n]*)?$"
    r"|(?:^|(?<=[{,]))[ \t]*(?P<key>[\w.-]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*="
    r"|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''.*?'''"
    r"|\"(?P<basic>(?:[^\"\\\n]|\\.)*)\"|'(?P<literal>[^'\n]*)'|#[^\n]*",
    re.MULTILINE | re.DOTALL,
)
_GROUP = re.compile(
    r"^[ \t]*\[[ \t]*(?:project\.entry-points|tool\.poetry\.plugins)\.(?P<group>[^\]\n]+)\]",
    re.MULTILINE,
)

# https://docs.gauge.sh/usage/configuration: what they hold is a module or a list of them.
_TACH_KEYS = frozenset({"path", "paths", "depends_on", "cannot_depend_on", "from", "visibility"})


@rewrites("*.toml")
def toml_file(document: Document) -> Iterable[Mention]:
    """Return the mentions of a TOML file."""
    no_names: list[tuple[int, int]] = []
    keys: list[tuple[int, int]] = []
    for package in _poetry(document) if "tool.poetry" in document.text else ():
        yield from package.mentions(document)
    yield from _strings(document, no_names, keys)
    yield from _patterns(document)
    yield from layers(document)
    groups = [match.span("group") for match in _GROUP.finditer(document.text)]
    mentions = without_names(document.mentions(anchored=True), no_names, keys)
    yield from with_groups(mentions, groups)


def _strings(
    document: Document, no_names: list[tuple[int, int]], keys: list[tuple[int, int]]
) -> Iterator[Mention]:
    """Yield the modules in keys that hold them; note the spans of other names, and of *keys*."""
    table = key = outer = ""
    done = 0  # where the key of an inline table ends: behind its brace the one outside counts
    listing: Listing | None = None
    for token in _TOKEN.finditer(document.text):
        group = token.lastgroup
        if group in ("table", "key") and listing is not None:
            yield from listing.in_toml(document)
            listing = None
        if group == "table":
            table, key = re.sub("[\"' ]", "", token["table"]), ""
            if table == token["table"]:
                keys.append(token.span("table"))
        elif group == "key":
            key, done = token["key"].strip("\"'"), token.end()
            outer = outer if document.text[token.start() - 1] in "{," else key
            if key == token["key"] or holds_distributions(table, ""):
                keys.append(token.span("key"))
            if _names_packages(table):
                yield from _key(document, token)
            purpose = takes(table, key)
            listing = None if purpose is None else Listing(token.span("key"), purpose)
        elif group in ("basic", "literal"):
            start, end = token.span(group)
            key = outer if "}" in document.text[done:start] else key
            if listing is not None:
                listing.spans.append((start, end))
            if holds_distributions(table, key):
                no_names.append((start, end))
            yield from _value(document, (start, end), table, outer if key == "path" else key)
    if listing is not None:
        yield from listing.in_toml(document)


def _value(document: Document, span: tuple[int, int], table: str, key: str) -> Iterator[Mention]:
    """Yield the module, file or folder that a value is, by what its *key* holds."""
    text, text_map = document.text, document.text_map
    if ENTRY_TABLES.fullmatch(table):
        yield from entry_mention(text, *span, text_map)
    if key == "packages" and table.startswith("tool.hatch."):
        yield from _hatch_package(document, *span)
    if table.endswith(TABLES):
        yield from data_mention(key, span, document)
    is_tach = basename(document.path) == "tach.toml" and key in _TACH_KEYS
    if holds_distributions(table, key):
        return
    if holds_modules(table, key) or is_tach:
        yield from only_roots(key, module_mention(text, *span, text_map))
    elif holds_paths(table, key) and not dirname(document.path):
        yield from lone_path(text[slice(*span)], span[0], text_map)


def _patterns(document: Document) -> Iterator[Mention]:
    """Yield the patterns that find less afterwards: values, and keys in quotes."""
    table = above = "ruff" if basename(document.path).endswith("ruff.toml") else ""
    kind: Language | None = None
    for token in _TOKEN.finditer(document.text):
        group = token.lastgroup
        if group == "table":
            table = f"{above}.{token['table']}".strip(".").replace('"', "").replace(" ", "")
            kind = language(table, "")
        elif group == "key" and token["key"][0] in "\"'":
            start, end = token.span("key")
            if kind is Language.FILES:
                yield from lost_pattern(document, start + 1, end - 1, kind)
        elif group == "key":
            kind = language(table, token["key"])
        elif group in ("basic", "literal") and kind is not None:
            said = _unescaped if group == "basic" else str
            yield from lost_pattern(document, *token.span(group), kind, said)


def _poetry(document: Document) -> Iterator[PoetryPackage]:
    """Yield the entries of Poetry's ``packages``: inline tables, or tables of their own."""
    table = key = ""
    package: PoetryPackage | None = None
    done = 0
    for token in _TOKEN.finditer(document.text):
        group = token.lastgroup
        is_inline = document.text[token.start() - 1] in "{,"
        if group == "table" or (group == "key" and not is_inline and table == "tool.poetry"):
            yield from [package] if package else ()
            table = token["table"] or table
            key = token["key"] or ""
            is_entry = table == "tool.poetry.packages" or key == "packages"
            package, done = PoetryPackage() if is_entry else None, token.end()
        elif group == "key":
            if is_inline and "}" in document.text[done : token.start()] and package:
                yield package
                package = PoetryPackage()
            key = token["key"]
        elif group in ("basic", "literal") and package:
            done = token.end()
            if key == "include":
                package.include = token.span(group)
            elif key == "from":
                package.source = token.span(group)
    yield from [package] if package else ()


def _unescaped(text: str) -> str:
    """Return what a basic string of TOML means; where that is not valid, a `ValueError`."""
    return str(loads(f'x = "{text}"')["x"])


def _key(document: Document, token: re.Match[str]) -> Iterator[Mention]:
    """Yield the package that a key names; a bare key that gets a dot gets quotes."""
    start, end = token.span("key")
    quoted = token["key"][0] in "\"'"
    for mention in module_mention(document.text, start + quoted, end - quoted, document.text_map):
        bare = not quoted and mention.new is not None
        yield replace(mention, new=f'"{mention.new}"') if bare else mention


def _hatch_package(document: Document, start: int, end: int) -> Iterator[Mention]:
    """Yield a top-level package that hatchling ships, which leaves the folders above it out.

    https://hatch.pypa.io/latest/config/build/#packages
    """
    old, text_map = document.text[start:end].strip("/"), document.text_map
    new = text_map.locate(old)
    if not isinstance(new, str) or dirname(old) not in {"", *text_map.roots}:
        return
    roots = (root for root in text_map.roots if root == "" or new.startswith(f"{root}/"))
    root = next(roots, "")
    top = f"{root}/{new[len(root) :].strip('/').partition('/')[0]}".strip("/")
    yield Mention(start, end, document.text[start:end], top, "path")


def _names_packages(table: str) -> bool:
    """Say whether the keys of *table* are packages."""
    return table.rpartition(".")[2] in ("package-data", "exclude-package-data", "package-dir")
