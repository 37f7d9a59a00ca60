"""Packages through which code finds its data files: another one where the file is elsewhere now."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from rezone.transforms.edits.actions import PlaceEdit
from rezone.transforms.index.modules import ModulePath
from rezone.transforms.references.model import Kind, Reference, Status, Tier
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.resources import Anchor, anchors
from rezone.transforms.references.source import SourceText


def rewrite_anchors(
    source: SourceText, found: Sequence[Anchor]
) -> list[tuple[PlaceEdit | None, Reference]]:
    """Return the edit of each anchor that must be another; without one where a person must."""
    edits: list[tuple[PlaceEdit | None, Reference]] = []
    for anchor in found:
        start, end = source.span(anchor.node)
        line, column = source.position(start)
        if anchor.reason:
            left = (Status.BLOCKED, Tier.NEVER, anchor.reason)
            edits.append((None, Reference(Kind.PATH, line, column, anchor.place, "", *left)))
        elif anchor.package:
            written = source.text[start:end]
            new = f'"{anchor.package}"'
            if isinstance(anchor.node, ast.Call):  # files(), of the module's own package
                new = f"{written.rpartition('(')[0]}({new})"
            edit = PlaceEdit(start, end, new)
            edits.append((edit, Reference(Kind.PATH, line, column, written, new)))
    return edits


class AnchorComparison:
    """Compares the anchors of a file with those that it must have afterwards."""

    def __init__(
        self,
        tree: ast.Module,
        source: SourceText,
        resolver: Resolver,
        here: ModulePath | None,
        now: ModulePath | None,
    ) -> None:
        found = [each for each in anchors(tree, source, resolver, here, now) if each.package]
        self._due = {id(anchor.node): anchor.package for anchor in found}
        self.due = [anchor.node.lineno for anchor in found]
        """The lines of the anchors that must be others."""

    def concerns(self, node: ast.AST) -> bool:
        """Say whether *node* must name another package."""
        return id(node) in self._due

    def problem(self, old: ast.AST, new: ast.AST) -> str:
        """Return why *new* does not name what *old* must become, ``""`` if it does."""
        named = new.args[0] if isinstance(new, ast.Call) and new.args else new
        wanted = self._due[id(old)]
        right = isinstance(named, ast.Constant) and named.value == wanted
        return "" if right else f"it does not find its files in {wanted}"
