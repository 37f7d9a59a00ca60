"""Imports with a fallback whose arms come to the same module: ``try: … except ImportError: …``."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from rezone.transforms.references.imports import ImportReference, statements
from rezone.transforms.references.model import Kind, Reference, Status, Tier
from rezone.transforms.references.positions import last_segment

_CAUGHT = frozenset({"ImportError", "ModuleNotFoundError", "Exception"})
_REASON = "both arms of this try import the same afterwards: the fallback falls back to nothing"

_Bound = frozenset[tuple[str, str]]


def equal_arms(tree: ast.Module, imports: Sequence[ImportReference]) -> Iterator[Reference]:
    """Yield the import of each arm that is a fallback to what the ``try`` imports already."""
    if not any(_changes(reference) for reference in imports):
        return
    known = {id(reference.node): reference for reference in imports}
    for node in statements(tree):
        if not isinstance(node, ast.Try):
            continue
        tried = _arm(node.body, known)
        for handler in node.handlers:
            fallback = _arm(handler.body, known) if _catches(handler) else []
            if not fallback or _bound(fallback, after=True) != _bound(tried, after=True):
                continue
            if _bound(fallback, after=False) != _bound(tried, after=False):
                first = fallback[0]
                line, column = first.node.lineno, first.node.col_offset + 1
                left = (Status.BLOCKED, Tier.NEVER, _REASON)
                old = first.names[0].qualified
                yield Reference(Kind.FROM_IMPORT, line, column, old, "", *left)


def _arm(body: list[ast.stmt], known: dict[int, ImportReference]) -> list[ImportReference]:
    return [known[id(each)] for each in body if id(each) in known]


def _changes(reference: ImportReference) -> bool:
    return any(name.qualified != name.new_qualified for name in reference.names)


def _bound(arm: list[ImportReference], *, after: bool) -> _Bound:
    return frozenset(
        (name.alias.asname or name.name, name.new_qualified if after else name.qualified)
        for reference in arm
        for name in reference.names
    )


def _catches(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    listed = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(each is None or last_segment(each) in _CAUGHT for each in listed)
