"""Patterns of data in the tables that name them by package."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname

from rezone.transforms.documents.registry import Document
from rezone.transforms.references.folders import Destination
from rezone.transforms.references.mentions import Mention
from rezone.transforms.references.package_data import PackageData

TABLES = ("package-data", "package_data", "exclude-package-data", "exclude_package_data")


def data_mention(package: str, span: tuple[int, int], document: Document) -> Iterator[Mention]:
    """Yield what becomes of the pattern that stands at *span* among those of *package*."""
    text_map, pattern = document.text_map, document.text[slice(*span)]

    def place(path: str) -> Destination:
        return text_map.locate(path) or path

    roots, project = text_map.roots, dirname(document.path)
    data = PackageData(project, roots, text_map.files, text_map.paths, place)
    new, reason = data.afterwards(package, pattern)
    if new or reason:
        yield Mention(*span, pattern, new or None, "path", reason)
