"""Names that a module looks up in itself by their text: the symbol would not be found any more."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from rezone.transforms.symbols.arrivals import Arrival
from rezone.transforms.symbols.definitions import Obstacle


def looked_up(arrival: Arrival, left: Iterable[ast.stmt]) -> Iterator[Obstacle]:
    """Yield where the statements *left* behind may look the symbol up in ``globals()``.

    The text need not be known: ``f"_{name}"`` may be any name that begins with an underscore.  A
    walk over all of ``globals()`` finds it by what it is.
    """
    for top in left:
        for node in ast.walk(top):
            if _walks(node):
                yield Obstacle(
                    f"{arrival.home.name} may find {arrival.symbol} in a walk over its globals()",
                    arrival.home.here.path,
                    getattr(node, "lineno", top.lineno),
                    "list what the walk finds by name, or move the module",
                )
                return
            key = _key(node)
            if key is not None and re.fullmatch(_pattern(key), arrival.name, re.DOTALL):
                yield Obstacle(
                    f"{arrival.home.name} may look {arrival.symbol} up by name in globals()",
                    arrival.home.here.path,
                    key.lineno,
                    "look it up in a table of its own, or move the module",
                )
                return


def _walks(node: ast.AST) -> bool:
    """Say whether *node* goes over all of ``globals()``."""
    match node:
        case ast.Attribute(
            value=ast.Call(func=ast.Name(id="globals"), args=[]), attr="values" | "items" | "keys"
        ):
            return True
        case ast.For() | ast.comprehension():
            return _is_globals(node.iter)
        case ast.Call(
            func=ast.Name(id="list" | "tuple" | "set" | "sorted" | "dict" | "iter"),
            args=[first, *_],
        ):
            return _is_globals(first)
    return False


def _is_globals(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="globals"), args=[]):
            return True
    return False


def _key(node: ast.AST) -> ast.expr | None:
    """Return the key that *node* reads from ``globals()``, by subscript or by ``get``."""
    match node:
        case ast.Subscript(
            value=ast.Call(func=ast.Name(id="globals"), args=[]), slice=key, ctx=ast.Load()
        ):
            return key
        case ast.Call(
            func=ast.Attribute(
                value=ast.Call(func=ast.Name(id="globals"), args=[]), attr="get" | "__getitem__"
            ),
            args=[key, *_],
        ):
            return key
    return None


def _pattern(key: ast.expr) -> str:
    """Return what the text of *key* may be, as a regular expression."""
    match key:
        case ast.Constant(value=str(text)):
            return re.escape(text)
        case ast.JoinedStr(values=parts):
            return "".join(map(_pattern, parts))
        case ast.BinOp(left=first, op=ast.Add(), right=second):
            return _pattern(first) + _pattern(second)
    return ".*"
