"""``__all__`` of a module that symbols leave or reach."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator

import libcst as cst

from rezone.transforms.references.source import SourceText
from rezone.transforms.symbols.import_text import put_in

Replacement = tuple[int, int, str]


def export_lists(tree: ast.Module) -> Iterator[ast.List | ast.Tuple]:
    """Yield the displays of strings at the top level that make up ``__all__``."""
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(t, ast.Name) and t.id == "__all__" for t in targets):
                for child in ast.walk(node):
                    if isinstance(child, ast.List | ast.Tuple) and isinstance(child.ctx, ast.Load):
                        yield child


def exported(tree: ast.Module) -> frozenset[str] | None:
    """Return the names in ``__all__``, None where the module has none."""
    lists = list(export_lists(tree))
    if not lists:
        return None
    return frozenset(
        str(item.value)
        for found in lists
        for item in found.elts
        if isinstance(item, ast.Constant) and isinstance(item.value, str)
    )


def export_edits(
    source: SourceText, tree: ast.Module, lost: Collection[str], added: Iterable[str]
) -> Iterator[Replacement]:
    """Yield the replacements that take *lost* out of ``__all__`` and put *added* into it."""
    new = list(dict.fromkeys(added))
    for found in export_lists(tree):
        start, end = source.span(found)
        text = source.text[start:end]
        gone = [n for n, item in enumerate(found.elts) if getattr(item, "value", None) in lost]
        known = {getattr(item, "value", None) for item in found.elts}
        here = [name for name in new if name not in known]
        new = []
        if gone or here:
            yield start, end, _changed(text, gone, here)


def _changed(text: str, gone: list[int], added: list[str]) -> str:
    node = cst.parse_expression(text if text[:1] in "[(" else f"({text})")
    assert isinstance(node, cst.List | cst.Tuple)
    items: list[cst.BaseElement] = list(node.elements)
    closing = items[-1].comma if items else cst.MaybeSentinel.DEFAULT
    kept = [item for n, item in enumerate(items) if n not in gone]
    if kept and gone and gone[-1] == len(items) - 1:
        kept[-1] = kept[-1].with_changes(comma=closing)
    quote = text[text.index("'")] if "'" in text and '"' not in text else '"'
    for name in added:
        names = [_said(item) for item in kept]
        at = len(kept)
        if names == sorted(names):
            at = next((n for n, said in enumerate(names) if said > name), at)
        new = cst.Element(cst.SimpleString(f"{quote}{name}{quote}"))
        kept = put_in(kept, new, at, _opening(node))
    code = cst.Module([]).code_for_node(node.with_changes(elements=kept))
    return code if text[:1] in "[(" else code[1:-1]


def _opening(node: cst.List | cst.Tuple) -> cst.BaseParenthesizableWhitespace | None:
    if isinstance(node, cst.List):
        return node.lbracket.whitespace_after
    return node.lpar[0].whitespace_after if node.lpar else None


def _said(item: cst.BaseElement) -> str:
    return str(item.value.evaluated_value) if isinstance(item.value, cst.SimpleString) else ""
