"""Lists of path patterns that all start from one folder: .gitignore, CODEOWNERS, MANIFEST.in."""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import basename

from rezone.transforms.documents.registry import Document, rewrites
from rezone.transforms.references.mentions import Mention, Setting, find


@rewrites(".*ignore", ".gitattributes", "manifest.in")
def beside(document: Document) -> Iterable[Mention]:
    """Return the mentions of a list that speaks of the folder it lies in."""
    return find(document.text, document.text_map, Setting(document.path, rooted=True))


@rewrites("codeowners")
def owners(document: Document) -> Iterable[Mention]:
    """Return the mentions of CODEOWNERS, which speaks of the root wherever it lies."""
    setting = Setting(basename(document.path), rooted=True)
    return find(document.text, document.text_map, setting)
