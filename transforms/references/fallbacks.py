"""Imports with a fallback whose arms come to the same module: ``try: … except ImportError: …``."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence

from rezone.transforms.references.imports import ImportReference, statements
from rezone.transforms.references.model import Kind, Reference, Status, Tier
from rezone.transforms.references.positions import last_segment

_CAUGHT = frozenset({"ImportError", "ModuleNotFoundError", "Exception"})
_REASON = "both arms of this try import the same afterwards: the fallback falls back to nothing"

# The line of a block that is no arm of a try; what begins like one may be part of something else.
_OTHER_BLOCK = re.compile(
    r"(?:(?:def|class|async|if|elif|else|for|while|with|finally|match|case)\b.*|\)[ \t]*->.*)"
    r":[ \t]*(?:#.*)?\Z"
)

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


def may_be_arm(text: str, start: int, in_literal: Callable[[int, int], bool]) -> bool:
    """Say whether the statement at *start* may stand right in an arm of a ``try``.

    *in_literal* says whether something from one place to another stands in a string or comment.
    """
    line = text.rfind("\n", 0, start) + 1
    indentation = text[line:start]
    if indentation.strip(" \t"):
        return True  # behind something else
    while indentation and line:
        above = text.rfind("\n", 0, line - 1) + 1
        written = text[above : line - 1].rstrip()
        code = written.lstrip()
        width = len(written) - len(code)
        if code and code[0] != "#" and width < len(indentation):
            place = above + width
            return _OTHER_BLOCK.match(code) is None or in_literal(place, place + 1)
        line = above
    return False


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
