"""Paths that code joins from literals: ``os.path.join("a", "b.py")``, ``Path("a") / "b.py"``."""

from __future__ import annotations

import ast

from msgspec import Struct

from rezone.transforms.references.places import PATHS
from rezone.transforms.references.positions import last_segment


class PathLiteral(Struct, frozen=True):
    """One literal of a joined path, and the call or the division that it is an operand of.

    *is_behind*: it stands behind a ``/``, so that more may be put behind it the same way.
    """

    node: ast.Constant
    holder: ast.expr
    is_behind: bool = False

    @property
    def text(self) -> str:
        """What the literal says."""
        return str(self.node.value)


def path_literals(node: ast.expr) -> list[PathLiteral] | None:
    """Return what *node* joins, in order, None where it joins anything but literals.

    Of a call they may be the first arguments only, as in ``os.path.join("a", "b", name)``; then no
    other argument holds a literal.
    """
    found = _literals(node, node)
    if found is None and isinstance(node, ast.Call) and is_join(node):
        unknown = (n for n, each in enumerate(node.args) if not isinstance(each, ast.Constant))
        count = next(unknown, 0)
        if not any(isinstance(n, _TEXT) for each in node.args[count:] for n in ast.walk(each)):
            found = _all(node.args[:count], node)
    if found is None or any("\\" in each.text for each in found):
        return None
    # What begins with a slash would take the place of all before it.
    return None if any(each.text.startswith("/") for each in found) else found


_TEXT = (ast.Constant, ast.JoinedStr)


def is_join(node: ast.Call) -> bool:
    """Say whether the arguments of *node* are joined as a path: by a function, or by ``Path``."""
    name = last_segment(node.func)
    if node.keywords or not node.args:
        return False
    if name == "join" and isinstance(node.func, ast.Attribute):
        return last_segment(node.func.value) in ("path", "posixpath")
    return name in PATHS


def _literals(node: ast.expr, holder: ast.expr) -> list[PathLiteral] | None:
    if isinstance(node, ast.Constant):
        is_behind = isinstance(holder, ast.BinOp) and holder.right is node
        return [PathLiteral(node, holder, is_behind)] if isinstance(node.value, str) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return _all([node.left, node.right], node)
    if not isinstance(node, ast.Call):
        return None
    if is_join(node):
        return _all(node.args, node)
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "joinpath" or node.keywords:
        return None
    return _all([node.func.value, *node.args], node)


def _all(nodes: list[ast.expr], holder: ast.expr) -> list[PathLiteral] | None:
    parts = [_literals(node, holder) for node in nodes]
    known = [part for part in parts if part is not None]
    return [each for part in known for each in part] if len(known) == len(parts) else None


def path_of(literals: list[PathLiteral]) -> str:
    """Return the path that *literals* make together, ``./`` before it left out."""
    parts = [each.text for each in literals]
    while parts[:1] == ["."]:
        parts = parts[1:]
    return "/".join(parts).removeprefix("./")
