"""Where in its new module a symbol stands: after what it needs there, before who needs it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate

from rezone.transforms.index.namespace import absolute
from rezone.transforms.references.scope_tree import Use
from rezone.transforms.symbols.arrivals import Arrival
from rezone.transforms.symbols.definitions import (
    Obstacle,
    first_line,
    lines_of,
    names_bound,
)
from rezone.transforms.symbols.module_text import ModuleText, Symbols

_LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Order:
    """What must stand before what, among the statements of *module* and those that arrive."""

    def __init__(self, module: ModuleText, arrivals: Sequence[Arrival], symbols: Symbols) -> None:
        self.module = module
        self.symbols = symbols
        self._definers: dict[str, list[tuple[ModuleText, ast.stmt]]] = {}
        for arrival in arrivals:
            for node in arrival.nodes:
                self._define(f"{module.name}.{arrival.new}", arrival.home, node)
        for node in module.tree.body:
            if not isinstance(node, ast.Import | ast.ImportFrom):
                for name in names_bound(node):
                    self._define(f"{module.name}.{name}", module, node)

    def _define(self, name: str, home: ModuleText, node: ast.stmt) -> None:
        self._definers.setdefault(name, []).append((home, node))

    def needs(self, home: ModuleText, nodes: Collection[ast.stmt]) -> set[str]:
        """Return the qualified names that must be there when *nodes* of *home* run.

        What they call may use more: everything in it counts.
        """
        deferred = self.module.defers_annotations
        pending = [
            n
            for use in home.uses_in(nodes)
            if home.is_early(use, deferred)
            for n in self._meanings(home, use)
        ]
        pending += (n for node in nodes if not isinstance(node, _LATER) for n in _taken(home, node))
        found: set[str] = set()
        while pending:
            name = pending.pop()
            if name in found:
                continue
            found.add(name)
            for owner, node in self._definers.get(name, ()):
                if isinstance(node, _LATER):
                    for use in owner.uses_in([node]):
                        pending += self._meanings(owner, use)
                    pending += _taken(owner, node)
        return found

    def _meanings(self, home: ModuleText, use: Use) -> list[str]:
        meaning = home.meaning(use.name.id, self.symbols)
        if meaning is None and home is self.module:
            meaning = f"{home.name}.{use.name.id}"  # it is to arrive
        if meaning is None:
            return []
        attributes = (node.attr for node in use.attributes)
        return [*accumulate(attributes, "{}.{}".format, initial=meaning)]

    def sorted(self, arrivals: Iterable[Arrival]) -> list[Arrival]:
        """Return *arrivals* in the order of their modules, but each after what it needs."""
        pending = sorted(arrivals, key=lambda a: (a.home.name, a.place(a.nodes[0])))
        placed: list[Arrival] = []
        while pending:
            waiting = {f"{self.module.name}.{a.new}" for a in pending}
            ready = next(
                (
                    a
                    for a in pending
                    if not (self.needs(a.home, a.nodes) & waiting) - {f"{self.module.name}.{a.new}"}
                ),
                pending[0],
            )
            pending.remove(ready)
            placed.append(ready)
        return placed

    def bounds(self, arrivals: Sequence[Arrival]) -> tuple[int, int]:
        """Return between which places of statements *arrivals* may stand, first and last."""
        needed = {name for a in arrivals for name in self.needs(a.home, a.nodes)}
        arriving = {f"{self.module.name}.{a.new}" for a in arrivals}
        body = self.module.tree.body
        least, most = 0, len(body)
        for place, node in enumerate(body):
            bound = {f"{self.module.name}.{name}" for name in names_bound(node)}
            is_import = isinstance(node, ast.Import | ast.ImportFrom)
            if not is_import and bound & needed:
                least = place + 1
            if place < most and self.needs(self.module, [node]) & arriving:
                most = place
        while most == len(body) and most and _is_main(body[most - 1]):
            most -= 1
        return least, most


def _taken(home: ModuleText, node: ast.stmt) -> Iterator[str]:
    """Yield the qualified names of what imports in *node* take from a module: maybe this one."""
    for child in ast.walk(node):
        if isinstance(child, ast.ImportFrom):
            module = absolute(child.module, child.level, home.here.package)
            yield from (f"{module}.{alias.name}" for alias in child.names)


def _is_main(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and any(
        isinstance(child, ast.Name) and child.id == "__name__" for child in ast.walk(node.test)
    )


def with_arrivals(
    module: ModuleText, arrivals: Sequence[Arrival], symbols: Symbols
) -> tuple[ModuleText, Obstacle | None]:
    """Return *module* with the definitions of *arrivals* in it, or why there is no place."""
    if not arrivals:
        return module, None
    order = Order(module, arrivals, symbols)
    least, most = order.bounds(arrivals)
    if least > most:
        node = module.tree.body[most]
        names = ", ".join(a.name for a in arrivals)
        return module, Obstacle(
            f"{names} would have to stand before this line, which uses it while the module is "
            f"imported, and after line {module.tree.body[least - 1].lineno}, which it needs itself",
            module.here.path,
            first_line(node),
            "move what it needs along, or order the module by hand first",
        )
    ordered = order.sorted(arrivals)
    newline = module.source.newline
    chunks = [
        (arrival, node, text)
        for arrival in ordered
        for node, text in zip(
            arrival.nodes, arrival.texts(module.here, symbols, newline), strict=True
        )
    ]
    parts: list[str] = []
    for position, (arrival, node, text) in enumerate(chunks):
        if position:
            parts.append(newline * _between(*chunks[position - 1][:2], arrival, node))
        parts.append(text)
    return module.rewritten([_insertion(module, most, "".join(parts), chunks)]), None


def _between(before: Arrival, one: ast.stmt, after: Arrival, other: ast.stmt) -> int:
    """Return how many blank lines part two statements: as many as in their module if they met."""
    home = before.home
    if home is after.home and after.place(other) == before.place(one) + 1:
        _, end = lines_of(home.source, home.tree, one)
        return max(0, lines_of(home.source, home.tree, other)[0] - end)
    return _gap(one, other)


def _gap(one: ast.stmt, other: ast.stmt) -> int:
    return 2 if isinstance(one, _LATER) or isinstance(other, _LATER) else 1


def _insertion(
    module: ModuleText, place: int, text: str, chunks: Sequence[tuple[Arrival, ast.stmt, str]]
) -> tuple[int, int, str]:
    source, body, newline = module.source, module.tree.body, module.source.newline
    first, last = chunks[0][1], chunks[-1][1]
    if place < len(body):
        following = body[place]
        offset = source.line_starts[lines_of(source, module.tree, following)[0] - 1]
        before = body[place - 1] if place else None
        after = newline * _gap(last, following)
    else:
        offset, before, after = len(source.text), body[-1] if body else None, ""
    head = source.text[:offset]
    bare = head.rstrip("\r\n \t")
    breaks = sum(1 for _ in _breaks(head[len(bare) :]))
    if not bare:
        return offset, offset, text + after
    wanted = 1 + (_gap(before, first) if before is not None else 1)
    return offset, offset, newline * max(0, wanted - breaks) + text + after


def _breaks(text: str) -> Iterator[str]:
    yield from (line for line in text.splitlines(keepends=True) if line.endswith(("\n", "\r")))
