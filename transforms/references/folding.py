"""What an expression of constants says: ``"a." + "b"``, ``"%s.b" % "a"``, ``Path("a") / "b"``."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from rezone.transforms.index.modules import ModulePath
from rezone.transforms.references.nearby import Lines, nodes_near, spans
from rezone.transforms.references.path_literals import is_join
from rezone.transforms.references.places import bound
from rezone.transforms.references.positions import last_segment
from rezone.transforms.references.source import SourceText

_PLAIN_FIELDS = re.compile(r"(?:[^{}]|\{\d*\})*")  # a width could make it as long as memory
_NONE: Mapping[str, str] = {}


def folded(
    node: ast.expr, here: ModulePath | None, constants: Mapping[str, str] = _NONE
) -> str | None:
    """Return the text that *node* makes, None where it is not made of constants alone.

    *constants* are variables that always say the same; ``__name__`` and ``__package__`` are those
    of the module *here*.  Parts of a path are joined by
    slashes; what stands before them may be unknown, it is left out then.
    """
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        own = {} if here is None else {"__name__": here.name, "__package__": here.package}
        return own.get(node.id, constants.get(node.id))
    if isinstance(node, ast.JoinedStr):
        return _joined(list(node.values), "", here, constants)
    if isinstance(node, ast.FormattedValue):
        return folded(node.value, here, constants)
    if isinstance(node, ast.BinOp):
        return _operation(node, here, constants)
    return _call(node, here, constants) if isinstance(node, ast.Call) else None


def _joined(
    nodes: list[ast.expr], between: str, here: ModulePath | None, constants: Mapping[str, str]
) -> str | None:
    parts = [folded(node, here, constants) for node in nodes]
    known = [part for part in parts if part is not None]
    return between.join(known) if len(known) == len(parts) else None


def _operation(
    node: ast.BinOp, here: ModulePath | None, constants: Mapping[str, str]
) -> str | None:
    if isinstance(node.op, ast.Add):
        return _joined([node.left, node.right], "", here, constants)
    if isinstance(node.op, ast.Div):
        right, left = folded(node.right, here, constants), folded(node.left, here, constants)
        return None if right is None else f"{left}/{right}" if left else right
    if not isinstance(node.op, ast.Mod):
        return None
    filled = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
    parts = [folded(each, here, constants) for each in filled]
    pattern = folded(node.left, here, constants)
    if pattern is None or None in parts or pattern.count("%s") != len(parts):
        return None
    return pattern % tuple(parts) if pattern.count("%") == len(parts) else None


def _call(node: ast.Call, here: ModulePath | None, constants: Mapping[str, str]) -> str | None:
    name = last_segment(node.func)
    if is_join(node) or (name == "joinpath" and not node.keywords):
        parts = _path_parts(node, here, constants)
        return None if parts is None or None in parts else "/".join(map(str, parts))
    if not isinstance(node.func, ast.Attribute) or node.keywords:
        return None
    owner = node.func.value
    listed = node.args[0] if node.args else None
    if name == "join" and isinstance(listed, ast.List | ast.Tuple):
        between = folded(owner, here, constants)
        return None if between is None else _joined(listed.elts, between, here, constants)
    return (
        _formatted(folded(owner, here, constants), node, here, constants)
        if name == "format"
        else None
    )


def _path_parts(
    node: ast.Call, here: ModulePath | None, constants: Mapping[str, str]
) -> list[str | None] | None:
    """Return what the arguments of a join say, but for unknown ones before them; None: nothing."""
    given = node.args
    if isinstance(node.func, ast.Attribute) and node.func.attr == "joinpath":
        given = [node.func.value, *given]
    parts = [folded(each, here, constants) for each in given]
    first = next((n for n, part in enumerate(parts) if part is not None), len(parts))
    return parts[first:] or None


def beginning_of_path(
    node: ast.expr, here: ModulePath | None, constants: Mapping[str, str] = _NONE
) -> str | None:
    """Return the folder that ``os.path.join("a", "b", name)`` begins with, None if unknown."""
    if not isinstance(node, ast.Call) or not is_join(node):
        return None
    parts = _path_parts(node, here, constants) or []
    known = parts[: parts.index(None)] if None in parts else []
    return "/".join(map(str, known)) or None


def _formatted(
    pattern: str | None, node: ast.Call, here: ModulePath | None, constants: Mapping[str, str]
) -> str | None:
    parts = [folded(each, here, constants) for each in node.args]
    if pattern is None or None in parts or not _PLAIN_FIELDS.fullmatch(pattern):
        return None
    try:
        return pattern.format(*parts)
    except (IndexError, ValueError):
        return None


def constants_in(tree: ast.Module, source: SourceText, lines: Sequence[int]) -> dict[str, str]:
    """Return the variables that always say the same text and are bound or used on *lines*."""
    found = {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and len(node.targets) == 1
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        and (
            spans(node, lines)
            or not set(lines).isdisjoint(Lines(source, [node.targets[0].id]).numbers)
        )
    }
    if not found:
        return {}
    times = Counter(bound(nodes_near(tree, source, found)))
    return {name: value for name, value in found.items() if times[name] == 1}
