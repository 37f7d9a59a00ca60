"""LibCST on expressions that begin with a module's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst

from rezone.transforms.edits.statements import dotted_name


def dotted_text(node: cst.BaseExpression) -> str | None:
    """Return ``a.b.c`` for names and attributes of names, None for anything else."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        base = dotted_text(node.value)
        return None if base is None else f"{base}.{node.attr.value}"
    return None


def has_comment(node: cst.CSTNode) -> bool:
    """Say whether white space inside *node* holds a comment."""
    return any(isinstance(child, cst.Comment) or has_comment(child) for child in node.children)


def rename(node: cst.Name | cst.Attribute, new: str) -> cst.BaseExpression:
    """Return *node* as the dotted name *new*, its parentheses kept.

    As many segments as before keep the white space and comments between them.
    """
    old = dotted_text(node)
    parts = new.split(".")
    if isinstance(node, cst.Attribute) and old is not None and old.count(".") + 1 == len(parts):
        return _segmentwise(node, parts)
    return dotted_name(new).with_changes(lpar=node.lpar, rpar=node.rpar)


def _segmentwise(node: cst.BaseExpression, parts: list[str]) -> cst.BaseExpression:
    if isinstance(node, cst.Attribute):
        value = _segmentwise(node.value, parts[:-1])
        return node.with_changes(value=value, attr=node.attr.with_changes(value=parts[-1]))
    return node.with_changes(value=parts[0])


class RenameInString(cst.CSTTransformer):
    """Names in the replacement fields of an f-string follow.

    Args:
        names: (old, new) dotted names; an expression that begins with *old* begins with *new*.
    """

    def __init__(self, names: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._names = dict(names)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        """Rename a bare name."""
        new = self._names.get(original_node.value)
        return updated_node if new is None else rename(updated_node, new)

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        """Take the chain as a whole; the names in it are no expressions of their own."""
        return dotted_text(node) is None

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        """Rename the longest prefix that is to follow."""
        text = dotted_text(original_node)
        if text is None:
            return updated_node
        return self._prefix(updated_node, text)

    def _prefix(self, node: cst.BaseExpression, text: str) -> cst.BaseExpression:
        new = self._names.get(text)
        if new is not None and isinstance(node, cst.Name | cst.Attribute):
            return rename(node, new)
        if isinstance(node, cst.Attribute):
            return node.with_changes(value=self._prefix(node.value, text.rpartition(".")[0]))
        return node


def rename_in_literal(
    node: cst.BaseExpression, names: Sequence[tuple[str, str]]
) -> cst.BaseExpression:
    """Return a string literal in which names follow.

    A plain literal is a string annotation: its text is the expression (PEP 484).  In an f-string
    only the replacement fields are expressions; text beside them is text.
    """
    if isinstance(node, cst.SimpleString):
        new = dict(names)
        alternatives = "|".join(re.escape(old) for old in sorted(new, key=len, reverse=True))
        token = re.compile(rf"(?<![\w.])(?:{alternatives})(?!\w)")
        return node.with_changes(value=token.sub(lambda m: new[m.group()], node.value))
    changed = node.visit(RenameInString(names))
    assert isinstance(changed, cst.BaseExpression)
    return changed


def with_keyword(
    node: cst.BaseExpression, keyword: str, value: str
) -> cst.Name | cst.Attribute | cst.Call:
    """Return *node* called with ``keyword="value"`` behind its other arguments."""
    added = cst.Arg(
        cst.SimpleString(f'"{value}"'),
        cst.Name(keyword),
        equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
    )
    if not isinstance(node, cst.Call):
        return cst.Call(node, [added])
    if not node.args:
        return node.with_changes(args=[added])
    last = node.args[-1]
    before = last.with_changes(
        comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")),
        whitespace_after_arg=cst.SimpleWhitespace(""),
    )
    around = {"comma": last.comma, "whitespace_after_arg": last.whitespace_after_arg}
    return node.with_changes(args=[*node.args[:-1], before, added.with_changes(**around)])
