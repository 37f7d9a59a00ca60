"""What an expression of constants says: ``"a." + "b"``, ``"%s.b" % "a"``, ``Path("a") / "b"``."""

from __future__ import annotations

import ast
import re

from rezone.transforms.index.modules import ModulePath
from rezone.transforms.references.positions import last_segment

_PLAIN_FIELDS = re.compile(r"(?:[^{}]|\{\d*\})*")  # a width could make it as long as memory
_PATHS = frozenset({"Path", "PurePath", "PosixPath", "PurePosixPath"})


def folded(node: ast.expr, here: ModulePath | None) -> str | None:
    """Return the text that *node* makes, None where it is not made of constants alone.

    ``__name__`` and ``__package__`` are those of the module *here*.  Parts of a path are joined by
    slashes; what stands before them may be unknown, it is left out then.
    """
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Name) and here is not None:
        return {"__name__": here.name, "__package__": here.package}.get(node.id)
    if isinstance(node, ast.JoinedStr):
        return _joined(list(node.values), "", here)
    if isinstance(node, ast.FormattedValue):
        return folded(node.value, here)
    if isinstance(node, ast.BinOp):
        return _operation(node, here)
    return _call(node, here) if isinstance(node, ast.Call) else None


def _joined(nodes: list[ast.expr], between: str, here: ModulePath | None) -> str | None:
    parts = [folded(node, here) for node in nodes]
    known = [part for part in parts if part is not None]
    return between.join(known) if len(known) == len(parts) else None


def _operation(node: ast.BinOp, here: ModulePath | None) -> str | None:
    if isinstance(node.op, ast.Add):
        return _joined([node.left, node.right], "", here)
    if isinstance(node.op, ast.Div):
        right, left = folded(node.right, here), folded(node.left, here)
        return None if right is None else f"{left}/{right}" if left else right
    if not isinstance(node.op, ast.Mod):
        return None
    filled = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
    parts = [folded(each, here) for each in filled]
    pattern = folded(node.left, here)
    if pattern is None or None in parts or pattern.count("%s") != len(parts):
        return None
    return pattern % tuple(parts) if pattern.count("%") == len(parts) else None


def _call(node: ast.Call, here: ModulePath | None) -> str | None:
    name = last_segment(node.func)
    if name in _PATHS and len(node.args) == 1:
        return folded(node.args[0], here)
    if not isinstance(node.func, ast.Attribute) or node.keywords:
        return None
    owner = node.func.value
    if name in ("join", "joinpath") and (name == "joinpath" or last_segment(owner) == "path"):
        parts = [folded(each, here) for each in node.args]
        first = next((n for n, part in enumerate(parts) if part is not None), len(parts))
        known = [part for part in parts[first:] if part is not None]
        return "/".join(known) if known and len(known) == len(parts) - first else None
    listed = node.args[0] if node.args else None
    if name == "join" and isinstance(listed, ast.List | ast.Tuple):
        between = folded(owner, here)
        return None if between is None else _joined(listed.elts, between, here)
    return _formatted(folded(owner, here), node, here) if name == "format" else None


def _formatted(pattern: str | None, node: ast.Call, here: ModulePath | None) -> str | None:
    parts = [folded(each, here) for each in node.args]
    if pattern is None or None in parts or not _PLAIN_FIELDS.fullmatch(pattern):
        return None
    try:
        return pattern.format(*parts)
    except (IndexError, ValueError):
        return None
