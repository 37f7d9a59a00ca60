"""Lists of path patterns that all start from one folder: .gitignore, CODEOWNERS, MANIFEST.in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import basename, dirname

from rezone.transforms.documents.pattern_keys import Language, lost_pattern
from rezone.transforms.documents.registry import Document, rewrites
from rezone.transforms.references.lone_paths import lone_paths_listed
from rezone.transforms.references.mentions import Mention, Setting, find

# What stands before them: other commands take patterns that fit anywhere.
_COMMAND = re.compile(
    r"^[ \t]*(?:(?:graft|prune)[ \t]+(?P<folder>\S+)|(?:include|exclude)[ \t]+(?P<files>[^\n]+)"
    r"|recursive-(?:include|exclude)[ \t]+(?P<below>\S+))",
    re.MULTILINE,
)
_LINE = re.compile(r"^[^\n#]+", re.MULTILINE)
_WORD = re.compile(r"\S+")


@rewrites(".*ignore", ".gitattributes")
def beside(document: Document) -> Iterable[Mention]:
    """Return the mentions of a list that speaks of the folder it lies in."""
    yield from find(document.text, document.text_map, Setting(document.path, rooted=True))
    yield from _lost(document, manifest=basename(document.path).lower() == "manifest.in")


@rewrites("manifest.in")
def manifest(document: Document) -> Iterable[Mention]:
    """Return the mentions of MANIFEST.in, where one segment is no pattern but a place."""
    yield from beside(document)
    if not dirname(document.path):
        for line in _COMMAND.finditer(document.text):
            span = line.span(line.lastgroup or 0)
            yield from lone_paths_listed(document.text, *span, document.text_map)


@rewrites("codeowners")
def owners(document: Document) -> Iterable[Mention]:
    """Return the mentions of CODEOWNERS, which speaks of the root wherever it lies."""
    setting = Setting(basename(document.path), rooted=True)
    yield from find(document.text, document.text_map, setting)
    yield from _lost(document)


def _lost(document: Document, *, manifest: bool = False) -> Iterator[Mention]:
    """Yield the patterns that find less afterwards: one a line, or behind a command."""
    for line in _LINE.finditer(document.text):
        words = [match.span() for match in _WORD.finditer(document.text, *line.span())]
        for start, end in words[1:] if manifest else words[:1]:
            if "/" in document.text[start:end]:
                continue  # a path, which leads to what it names, or a pattern of paths
            yield from lost_pattern(document, start, end, Language.FILES)
