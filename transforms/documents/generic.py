"""Any text: names, paths and commands wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable

from rezone.transforms.documents.registry import Document, rewrites
from rezone.transforms.references.mentions import Mention


@rewrites("*")
def generic(document: Document) -> Iterable[Mention]:
    """Return every mention of the text."""
    return document.mentions()


@rewrites("*.txt", "*.text", "readme", "*.adoc", "*.asciidoc", "*.tex")
def prose(document: Document) -> Iterable[Mention]:
    """Return every mention of a text for people, where two words and a slash are no path."""
    return document.mentions(prose=True)


@rewrites("requirements*.txt", "constraints*.txt", "sources.txt")
def listing(document: Document) -> Iterable[Mention]:
    """Return every mention of a text file that is a list for a machine."""
    return generic(document)


@rewrites("*/.github/*.yml", "*/.github/*.yaml")
def forge(document: Document) -> Iterable[Mention]:
    """Return every mention of a forge's settings, where a leading slash stands for the root."""
    return document.mentions(anchored=True)
