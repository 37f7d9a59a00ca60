"""Files and folders that code finds from its own place: ``Path(__file__).parent / "data"``.

An expression is followed as far as it is known: the functions of `os.path`, the operators and
methods of `pathlib` and string constants, from ``__file__`` or from a variable that is bound to
such a place and to nothing else.  What an expression denotes is a path from the repository root.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from posixpath import join, normpath

from msgspec import Struct

from rezone.transforms.records import replace
from rezone.transforms.references.nearby import Lines, nodes_near
from rezone.transforms.references.source import SourceText

FILE = "__file__"
PATHS = frozenset({"Path", "PurePath", "PosixPath", "PurePosixPath"})
_SAME = PATHS | {"abspath", "realpath", "normpath", "fspath", "str"}
_SAME_METHODS = frozenset({"resolve", "absolute", "as_posix"})
_NAMED = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
    *(ast.ExceptHandler, ast.MatchAs, ast.MatchStar),
)
_DOTS = {"pardir": "..", "curdir": "."}


class Trace(Struct, frozen=True):
    """How an expression gets to its place: from the variable *start*, by relative *steps*.

    *rest* are the parts that only the running program knows; they come last.
    """

    start: str
    steps: tuple[str, ...] = ()
    rest: tuple[ast.expr, ...] = ()

    def then(self, step: str) -> Trace | None:
        """Return the trace that goes on by *step*, None where what it starts from is open."""
        return None if self.rest else replace(self, steps=(*self.steps, step))

    def end(self, places: Mapping[str, str]) -> str:
        """Return the place, where *places* says what each variable denotes."""
        return normpath(join(places[self.start], *self.steps))


def called(node: ast.Call) -> str:
    """Return the last segment of the name of what is called."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def segment(node: ast.expr) -> str | None:
    """Return what a constant piece of a relative path says, None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return None if node.value.startswith(("/", "\\")) else node.value
    return _DOTS.get(node.attr) if isinstance(node, ast.Attribute) else None


def joined(node: ast.expr) -> tuple[ast.expr, list[ast.expr]] | None:
    """Return what *node* joins: a place and the pieces put to it; None if it joins nothing."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        before = joined(node.left) if isinstance(node.left, ast.BinOp) else None
        base, pieces = before or (node.left, [])
        return base, [*pieces, node.right]
    if not isinstance(node, ast.Call) or node.keywords:
        return None
    if any(isinstance(argument, ast.Starred) for argument in node.args):
        return None
    if called(node) == "joinpath" and isinstance(node.func, ast.Attribute) and node.args:
        return node.func.value, node.args
    if (called(node) == "join" or called(node) in PATHS) and len(node.args) > 1:
        return node.args[0], node.args[1:]
    return None


def same(node: ast.expr) -> ast.expr | None:
    """Return the expression that *node* wraps without going elsewhere, None if it does not."""
    if not isinstance(node, ast.Call):
        return None
    if called(node) in _SAME and len(node.args) == 1 and not node.keywords:
        return node.args[0]
    if called(node) in _SAME_METHODS and isinstance(node.func, ast.Attribute) and not node.args:
        return node.func.value
    return None


def upward(node: ast.expr) -> tuple[ast.expr, int] | None:
    """Return what *node* goes up from and by how many folders, None if it does not go up."""
    if isinstance(node, ast.Attribute) and node.attr == "parent":
        return node.value, 1
    if isinstance(node, ast.Call) and called(node) == "dirname" and len(node.args) == 1:
        return node.args[0], 1
    if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Attribute):
        return None
    index = node.slice
    if node.value.attr != "parents" or not isinstance(index, ast.Constant):
        return None
    if type(index.value) is not int or index.value < 0:
        return None
    return node.value.value, index.value + 1


def trace(node: ast.expr, known: Mapping[str, str]) -> Trace | None:
    """Return how *node* gets to a place from a variable in *known*, None if it does not."""
    if isinstance(node, ast.Name):
        return Trace(node.id) if node.id in known else None
    if isinstance(node, ast.Attribute) and node.attr == FILE:  # of another module
        name = ast.unparse(node)
        return Trace(name) if name in known else None
    inner = same(node)
    if inner is not None:
        return trace(inner, known)
    climbed = upward(node)
    if climbed is not None:
        below = trace(climbed[0], known)
        return below and below.then("/".join([".."] * climbed[1]))
    pair = joined(node)
    if pair is None:
        return None
    found = trace(pair[0], known)
    for position, piece in enumerate(pair[1]):
        text = segment(piece)
        if found is None:
            return None
        if text is None:
            return None if found.rest else replace(found, rest=tuple(pair[1][position:]))
        found = found.then(text)
    return found


@lru_cache(maxsize=2)
def variables(tree: ast.Module, source: SourceText) -> tuple[tuple[str, ast.expr], ...]:
    """Return the variables bound to a place and nowhere else in the file, in order of place.

    Editor and proof ask the same trees one after the other.
    """
    names = {FILE}
    found: list[tuple[str, ast.expr]] = []
    while True:
        assigned = sorted(_assigned(tree, Lines(source, names)), key=lambda pair: pair[0].lineno)
        known = dict.fromkeys(names, "")
        places = []
        for target, value in assigned:
            traced = trace(value, known)
            if traced is not None and not traced.rest:
                known[target.id] = ""
                places.append((target.id, value))
        if known.keys() == names:
            break
        names, found = set(known), places
    if not found:
        return ()
    times = Counter(bound(nodes_near(tree, source, {name for name, _ in found})))
    once = {FILE: ""}
    kept = []
    for name, value in found:
        if times[name] == 1 and trace(value, once) is not None:
            once[name] = ""
            kept.append((name, value))
    return tuple(kept)


def _assigned(tree: ast.Module, lines: Lines) -> Iterator[tuple[ast.Name, ast.expr]]:
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
            if isinstance(target, ast.Name):
                yield target, value
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None and isinstance(node.target, ast.Name):
                yield node.target, node.value
        else:
            stack.extend(child for child in ast.iter_child_nodes(node) if lines.are_in(child))


def bound(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield every name that one of *nodes* binds, in whatever scope."""
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.alias):
            yield node.asname or node.name
        elif isinstance(node, _NAMED) and node.name is not None:
            yield node.name


def values(tree: ast.Module, source: SourceText, path: str) -> dict[str, str]:
    """Return what ``__file__`` and the variables bound to a place denote in the file at *path*."""
    known = {FILE: path}
    for name, value in variables(tree, source):
        found = trace(value, known)
        if found is not None:
            known[name] = found.end(known)
    return known


def outermost(
    tree: ast.Module, known: Mapping[str, str], source: SourceText
) -> Iterator[tuple[ast.expr, Trace]]:
    """Yield the expressions that denote a place and are no part of a longer one, in order.

    Those inside an f-string are left out: before Python 3.12 their position is not known.
    """
    lines = Lines(source, known)
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.JoinedStr) or not lines.are_in(node):
            continue
        found = trace(node, known) if isinstance(node, ast.expr) else None
        if found is None:
            stack.extend(reversed(list(ast.iter_child_nodes(node))))
            continue
        assert isinstance(node, ast.expr)
        yield node, found
        stack.extend(reversed(found.rest))
