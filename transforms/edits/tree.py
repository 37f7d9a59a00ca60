"""The same edits on a whole LibCST tree, for callers that have one: libcst's runner, Fixit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from msgspec import Struct

from rezone.transforms.edits.actions import (
    Edit,
    ImportEdit,
    JoinEdit,
    KeywordEdit,
    LabelEdit,
    NameEdit,
    PlaceEdit,
    StringEdit,
    TableEdit,
    TextEdit,
)
from rezone.transforms.edits.expressions import rename, rename_in_literal, with_keyword
from rezone.transforms.edits.splice import splice
from rezone.transforms.edits.statements import rewrite_line, rewrite_small
from rezone.transforms.references.source import SourceText

Literal = cst.SimpleString | cst.FormattedString | cst.ConcatenatedString
Leaf = TypeVar("Leaf", cst.Comment, cst.FormattedStringText, cst.SimpleString)
Replacement = cst.CSTNode | cst.FlattenSentinel[cst.CSTNode]


class ApplyEdits(cst.CSTTransformer):
    """Change the nodes that *edits* name by their place in *source*.

    Args:
        source: the text the tree was parsed from.
        edits: what `rewrite_python` found for that text.
    """

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, source: SourceText, edits: Sequence[Edit]) -> None:
        super().__init__()
        self._source = source
        self._imports = {e.start: e for e in edits if isinstance(e, ImportEdit)}
        self._names = {(e.start, e.end): e for e in edits if isinstance(e, NameEdit)}
        whole = (e for e in edits if isinstance(e, PlaceEdit | JoinEdit | TableEdit))
        self._places = {(e.start, e.end): e for e in whole}
        self._strings = {(e.start, e.end): e for e in edits if isinstance(e, StringEdit)}
        self._keywords = {(e.start, e.end): e for e in edits if isinstance(e, KeywordEdit)}
        self._labels = {(e.start, e.end): e for e in edits if isinstance(e, LabelEdit)}
        self._texts = [e for e in edits if isinstance(e, TextEdit)]

    def _span(self, node: cst.CSTNode) -> tuple[int, int]:
        place = self.get_metadata(PositionProvider, node)
        starts = self._source.line_starts
        return (
            starts[place.start.line - 1] + place.start.column,
            starts[place.end.line - 1] + place.end.column,
        )

    def _edits_in(
        self, node: cst.SimpleStatementLine | cst.SimpleStatementSuite
    ) -> dict[int, ImportEdit]:
        if not self._imports:
            return {}
        found = {}
        for position, statement in enumerate(node.body):
            if isinstance(statement, cst.Import | cst.ImportFrom):
                edit = self._imports.get(self._span(statement)[0])
                if edit is not None:
                    found[position] = edit
        return found

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        """Rewrite the imports of a line, or write a label below it; it may become several."""
        label = self._labels.get(self._span(original_node.body[0])) if self._labels else None
        if label is not None:
            written = cst.parse_statement(label.text.strip())
            return cst.FlattenSentinel([updated_node, written])
        edits = self._edits_in(original_node)
        if not edits:
            return updated_node
        return cst.FlattenSentinel(rewrite_line(updated_node, edits))

    def leave_SimpleStatementSuite(
        self, original_node: cst.SimpleStatementSuite, updated_node: cst.SimpleStatementSuite
    ) -> cst.BaseSuite:
        """Rewrite the imports in ``if x: import y``, in their line still."""
        edits = self._edits_in(original_node)
        if not edits:
            return updated_node
        return updated_node.with_changes(body=rewrite_small(updated_node.body, edits))

    def on_leave(
        self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT
    ) -> cst.CSTNodeT | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNodeT]:
        """Replace an expression that becomes another one, whatever node it is."""
        if self._places and isinstance(original_node, cst.BaseExpression):
            edit = self._places.get(self._span(original_node))
            if edit is not None and isinstance(updated_node, cst.BaseExpression):
                found = cst.parse_expression(f"({edit.new})")
                around = {"lpar": updated_node.lpar, "rpar": updated_node.rpar}
                return found.with_changes(**around)  # type: ignore[return-value]
        return super().on_leave(original_node, updated_node)

    def leave_Decorator(
        self, original_node: cst.Decorator, updated_node: cst.Decorator
    ) -> cst.Decorator:
        """Give a decorator one more argument."""
        edit = self._keywords.get(self._span(original_node.decorator)) if self._keywords else None
        if edit is None:
            return updated_node
        changed = with_keyword(updated_node.decorator, edit.keyword, edit.value)
        return updated_node.with_changes(decorator=changed)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        """Replace a name that becomes another expression."""
        edit = self._names.get(self._span(original_node)) if self._names else None
        return updated_node if edit is None else rename(updated_node, edit.new)

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        """Replace a dotted name."""
        edit = self._names.get(self._span(original_node)) if self._names else None
        return updated_node if edit is None else rename(updated_node, edit.new)

    def _retexted(self, original: Leaf, updated: Leaf) -> Leaf:
        """Return *updated* with the text edits that lie in it; itself if there are none."""
        if not self._texts:
            return updated
        start, end = self._span(original)
        inside = [
            (e.start - start, e.end - start, e.new)
            for e in self._texts
            if start <= e.start and e.end <= end
        ]
        return updated.with_changes(value=splice(updated.value, inside)) if inside else updated

    def leave_Comment(self, original_node: cst.Comment, updated_node: cst.Comment) -> cst.Comment:
        """Rewrite names in a comment."""
        return self._retexted(original_node, updated_node)

    def leave_FormattedStringText(
        self, original_node: cst.FormattedStringText, updated_node: cst.FormattedStringText
    ) -> cst.BaseFormattedStringContent:
        """Rewrite names in the text of an f-string."""
        return self._retexted(original_node, updated_node)

    def leave_SimpleString(
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.BaseExpression:
        """Rewrite names in a string."""
        return self._literal(original_node, self._retexted(original_node, updated_node))

    def leave_FormattedString(
        self, original_node: cst.FormattedString, updated_node: cst.FormattedString
    ) -> cst.BaseExpression:
        """Rewrite names in the replacement fields of an f-string."""
        return self._literal(original_node, updated_node)

    def leave_ConcatenatedString(
        self, original_node: cst.ConcatenatedString, updated_node: cst.ConcatenatedString
    ) -> cst.BaseExpression:
        """Rewrite names in strings written side by side."""
        return self._literal(original_node, updated_node)

    def _literal(self, original: Literal, updated: Literal) -> cst.BaseExpression:
        edit = self._strings.get(self._span(original)) if self._strings else None
        return updated if edit is None else rename_in_literal(updated, edit.names)


def apply_to_tree(tree: cst.Module, source: SourceText, edits: Sequence[Edit]) -> cst.Module:
    """Return *tree*, parsed from *source*, with *edits* applied."""
    return MetadataWrapper(tree, unsafe_skip_copy=True).visit(ApplyEdits(source, edits))


class NodeEdit(Struct, frozen=True, dict=True):
    """A node of a tree, what takes its place, and the edits that this carries out."""

    node: cst.CSTNode
    replacement: Replacement
    edits: tuple[Edit, ...]


class _Recording(ApplyEdits):
    def __init__(self, source: SourceText, edits: Sequence[Edit]) -> None:
        super().__init__(source, edits)
        self.changed: list[tuple[int, int, cst.CSTNode, Replacement]] = []

    def on_leave(
        self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT
    ) -> cst.CSTNodeT | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNodeT]:
        """Note each node that becomes another one itself; its parents merely hold it."""
        result = super().on_leave(original_node, updated_node)
        if result is not updated_node and not isinstance(result, cst.RemovalSentinel):
            start, end = self._span(original_node)
            while self.changed and start <= self.changed[-1][0]:
                self.changed.pop()  # this node holds it, and its replacement what became of it
            self.changed.append((start, end, original_node, result))
        return result


def node_edits(tree: cst.Module, source: SourceText, edits: Sequence[Edit]) -> tuple[NodeEdit, ...]:
    """Return what `apply_to_tree` would change, node by node: outermost ones, in order of place.

    For callers that replace nodes on their own account: each replacement is independent.
    """
    recording = _Recording(source, edits)
    MetadataWrapper(tree, unsafe_skip_copy=True).visit(recording)
    return tuple(
        NodeEdit(node, replacement, tuple(e for e in edits if start <= e.start and e.end <= end))
        for start, end, node, replacement in recording.changed
    )
