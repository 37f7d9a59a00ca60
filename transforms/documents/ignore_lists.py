"""Lists of path patterns that all start from one folder: .gitignore, CODEOWNERS, MANIFEST.in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from posixpath import basename, dirname

from rezone.transforms.documents.registry import Document, rewrites
from rezone.transforms.references.lone_paths import lone_paths_listed
from rezone.transforms.references.mentions import Mention, Setting, find

# What stands before them: other commands take patterns that fit anywhere.
_COMMAND = re.compile(
    r"^[ \t]*(?:(?:graft|prune)[ \t]+(?P<folder>\S+)|(?:include|exclude)[ \t]+(?P<files>[^\n]+)"
    r"|recursive-(?:include|exclude)[ \t]+(?P<below>\S+))",
    re.MULTILINE,
)


@rewrites(".*ignore", ".gitattributes")
def beside(document: Document) -> Iterable[Mention]:
    """Return the mentions of a list that speaks of the folder it lies in."""
    return find(document.text, document.text_map, Setting(document.path, rooted=True))


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
    return find(document.text, document.text_map, setting)
