"""``setup(package_data={"acme": ["billing/templates/*.html"]})``: patterns below a package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from posixpath import dirname

from rezone.transforms.edits.actions import TextEdit
from rezone.transforms.references.model import Kind, Reference, Status, Tier
from rezone.transforms.references.nearby import nodes_near
from rezone.transforms.references.package_data import PackageData
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText

_KEYWORDS = ("package_data", "exclude_package_data")


def rewrite_package_data(
    source: SourceText, tree: ast.Module, resolver: Resolver
) -> Iterator[tuple[TextEdit | None, Reference]]:
    """Yield what becomes of the patterns that must be others, or that no longer find all."""
    if not any(word in source.text for word in _KEYWORDS):
        return
    index = resolver.index
    project = dirname(source.path)
    roots = tuple("" if root == "." else root for root in index.roots)
    data = PackageData(project, roots, index.files, resolver.paths, resolver.place)
    for package, pattern in _patterns(tree, source):
        new, reason = data.afterwards(package, str(pattern.value))
        start, end = source.span(pattern)
        written = source.text[start:end]
        line, column = source.position(start)
        if new and written.count(str(pattern.value)) == 1:
            start += written.index(str(pattern.value))
            edit = TextEdit(start, start + len(str(pattern.value)), new)
            yield edit, Reference(Kind.PATH, line, column, str(pattern.value), new)
        elif new or reason:
            left = (Status.BLOCKED, Tier.NEVER, reason or f"it is {new} afterwards")
            yield None, Reference(Kind.PATH, line, column, str(pattern.value), "", *left)


def _patterns(tree: ast.Module, source: SourceText) -> Iterator[tuple[str, ast.Constant]]:
    for node in nodes_near(tree, source, _KEYWORDS):
        table = node.value if isinstance(node, ast.keyword) and node.arg in _KEYWORDS else None
        for key, value in (
            zip(table.keys, table.values, strict=True) if isinstance(table, ast.Dict) else ()
        ):
            listed = value.elts if isinstance(value, ast.List | ast.Tuple) else []
            for each in listed if isinstance(key, ast.Constant) else ():
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield str(key.value), each  # type: ignore[union-attr]
