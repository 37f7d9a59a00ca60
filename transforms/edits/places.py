"""How code finds the same file from another place: ``__file__`` in a module that moved.

The places themselves are kept, not the way to them: what did not move is found where it was, what
moved is found where it is now.  The way is written as before: as many folders up as it takes, and
the constants that follow.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from posixpath import commonpath, normpath, relpath

from rezone.transforms.edits.actions import PlaceEdit
from rezone.transforms.references.imports import ImportReference
from rezone.transforms.references.model import Kind, Reference, Status, Tier
from rezone.transforms.references.other_files import other_files
from rezone.transforms.references.places import (
    FILE,
    PATHS,
    Trace,
    called,
    joined,
    outermost,
    same,
    segment,
    trace,
    upward,
    values,
    variables,
)
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText

Found = tuple[PlaceEdit | None, Reference]


def rewrite_places(
    source: SourceText,
    tree: ast.Module,
    resolver: Resolver,
    now: str,
    imports: Sequence[ImportReference] = (),
) -> Iterator[Found]:
    """Yield the edit of each expression that must find its place otherwise in the file at *now*.

    One that cannot be written comes without an edit; its reference says why.  A place found from
    the file of a module in *imports* is one of those.
    """
    old, new = {FILE: source.path}, {FILE: now}
    others = other_files(source, tree, imports, resolver)
    for name, path in others.items():
        old[name], new[name] = path, resolver.paths.get(path, path)
    for name, value in variables(tree, source):
        found = trace(value, old)
        assert found is not None
        old[name] = found.end(old)
        wanted = resolver.place(old[name])
        new[name] = wanted if isinstance(wanted, str) else found.end(new)
    for node, found in outermost(tree, old, source):
        if isinstance(node, ast.Name):
            continue
        before, wanted = found.end(old), resolver.place(found.end(old))
        if wanted == found.end(new):
            continue
        text = None
        if isinstance(wanted, str) and found.start not in others:
            text = _Writer(source, tree, new, wanted).write(node, found)
        start, end = source.span(node)
        line, column = source.position(start)
        if text is None:
            left = (Status.BLOCKED, Tier.NEVER, _reason(wanted))
            yield None, Reference(Kind.PATH, line, column, before, "", *left)
        else:
            assert isinstance(wanted, str)
            yield PlaceEdit(start, end, text), Reference(Kind.PATH, line, column, before, wanted)


def strings_of_places(source: SourceText, tree: ast.Module) -> Iterator[tuple[int, int]]:
    """Yield where the strings stand that say a way from ``__file__``.

    Such a string means what the whole expression leads to, whatever it looks like alone.
    """
    for node, found in outermost(tree, values(tree, source, source.path), source):
        unknown = {id(inner) for piece in found.rest for inner in ast.walk(piece)}
        for inner in ast.walk(node):
            if isinstance(inner, ast.Constant) and id(inner) not in unknown:
                yield source.span(inner)


def _reason(wanted: str | tuple[str, ...]) -> str:
    if isinstance(wanted, tuple):
        return f"content goes to several places: {', '.join(wanted[:3])}"
    return f"the way to {wanted} from here must be written by hand"


class _Writer:
    """Writes the way to *wanted* in a file whose variables denote the places *new*."""

    def __init__(
        self, source: SourceText, tree: ast.Module, new: dict[str, str], wanted: str
    ) -> None:
        self.source = source
        self.tree = tree
        self.new = new
        self.wanted = wanted

    def write(self, node: ast.expr, found: Trace) -> str | None:
        inner = same(node)
        if inner is not None:
            return self._around(node, inner, self.write(inner, found))
        pair = joined(node)
        constants = []
        for piece in pair[1] if pair else ():
            text = segment(piece)
            if text is None:
                break
            constants.append((piece, text))
        if pair is None:
            return self._up_and_down(node)
        if not constants:
            return self._around(node, pair[0], self.write(pair[0], found))
        return self._join(node, pair[0], constants)

    def _join(
        self, node: ast.expr, base: ast.expr, constants: list[tuple[ast.expr, str]]
    ) -> str | None:
        """Write other constants, and go further up before them where they never went up."""
        base_place = self._place(base)
        outside = base_place.split("/")[0] == ".."
        way = "" if outside else relpath(self.wanted, base_place)
        text = self._text(base)
        goes_up = any(".." in constant.split("/") for _, constant in constants)
        if outside or (way.split("/")[0] == ".." and not goes_up):
            shared = _shared(self.wanted, base_place)
            higher = self._up(base, _depth(base_place) - _depth(shared))
            if higher is not None:
                text, way = higher, relpath(self.wanted, shared)
            elif outside:
                return None
        first, last = constants[0][0], constants[-1][0]
        outer = self.source.span(node)
        base_start, base_end = self.source.span(base)
        start, end = self.source.span(first)[0], self.source.span(last)[1]
        quote = next((c for c in self.source.text[start:end] if c in "\"'"), '"')
        whole = len(constants) == 1 and (isinstance(node, ast.BinOp) or "/" in constants[0][1])
        segments = [way] if whole else way.split("/")
        between = " / " if isinstance(node, ast.BinOp) else ", "
        return (
            self.source.text[outer[0] : base_start]
            + text
            + self.source.text[base_end:start]
            + between.join(f"{quote}{each}{quote}" for each in segments)
            + self.source.text[end : outer[1]]
        )

    def _up_and_down(self, node: ast.expr) -> str | None:
        """Write as many folders up as it takes, then what is below the last one."""
        found = trace(node, self.new)
        assert found is not None
        shared = _shared(self.wanted, self.new[found.start])
        text = self._up(node, _depth(self._place(node)) - _depth(shared))
        below = relpath(self.wanted, shared)
        if text is None or below == ".":
            return text
        pieces = ", ".join(f'"{each}"' for each in below.split("/"))
        if not isinstance(node, ast.Call):
            return f"{text}.joinpath({pieces})"
        function = self._text(node.func)
        if function == "dirname" and not self._imports_join():
            return None
        return f"{function[: -len('dirname')]}join({text}, {pieces})"

    def _up(self, node: ast.expr, by: int) -> str | None:
        """Write *node*, which goes up some folders, going up *by* more (less where negative)."""
        if by == 0:
            return self._text(node)
        inner = same(node)
        if inner is not None:
            if by > 0 and isinstance(node, ast.Call) and called(node) in PATHS | {"resolve"}:
                return self._text(node) + ".parent" * by
            return self._around(node, inner, self._up(inner, by))
        climbed = upward(node)
        if climbed is None:
            return None
        if isinstance(node, ast.Subscript):
            return self._other_index(node, climbed[1] - 1 + by)
        if by < 0:
            return self._up(climbed[0], by + 1)
        if isinstance(node, ast.Call):
            return f"{self._text(node.func)}(" * by + self._text(node) + ")" * by
        return self._text(node) + ".parent" * by

    def _other_index(self, node: ast.Subscript, index: int) -> str | None:
        if index < 0:
            return None
        return self._around(node, node.slice, str(index))

    def _around(self, node: ast.expr, inner: ast.expr, text: str | None) -> str | None:
        """Return *node* as written with *text* in the place of *inner*."""
        if text is None:
            return None
        (start, end), (begin, finish) = self.source.span(node), self.source.span(inner)
        return self.source.text[start:begin] + text + self.source.text[finish:end]

    def _text(self, node: ast.expr) -> str:
        start, end = self.source.span(node)
        return self.source.text[start:end]

    def _place(self, node: ast.expr) -> str:
        found = trace(node, self.new)
        assert found is not None
        return found.end(self.new)

    def _imports_join(self) -> bool:
        return any(
            alias.name == "join" and alias.asname is None
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        )


def _shared(one: str, other: str) -> str:
    """Return the innermost folder above both places, or one of them that is above the other.

    Of a place inside the repository and one outside it is the root.
    """
    shared = commonpath([f"/{one}", f"/{other}"]).lstrip("/")
    return normpath(shared)


def _depth(place: str) -> int:
    """Return how many folders *place* lies below the root, less than none above it."""
    segments = [segment for segment in place.split("/") if segment != "."]
    return len(segments) - 2 * segments.count("..")
