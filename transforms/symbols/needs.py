"""What statements need of the module around them, and how another module gets at it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from msgspec import Struct

from rezone.transforms.index.namespace import absolute
from rezone.transforms.names import is_within
from rezone.transforms.records import replace
from rezone.transforms.references.scope_tree import Use
from rezone.transforms.symbols.definitions import Obstacle
from rezone.transforms.symbols.module_text import ModuleText, Symbols

_OF_THE_MODULE = frozenset({"__file__", "__package__", "__spec__", "__loader__", "__path__"})
_REFLECTION = frozenset({"globals"})


class Wanted(Struct, frozen=True):
    """One import that a module needs: ``from module import name as alias``.

    *name* ``""`` stands for ``import module``.  *typing*: under ``TYPE_CHECKING`` is enough;
    *relative*: it is to be written with dots where it can be.
    """

    module: str
    name: str
    alias: str | None
    typing: bool = False
    relative: bool = False

    @property
    def local(self) -> str:
        """The name it binds."""
        return self.alias or self.name or self.module.partition(".")[0]

    @property
    def meaning(self) -> str:
        """The qualified name of what it binds."""
        if self.name:
            return f"{self.module}.{self.name}"
        return self.module if self.alias else self.local


class Need(Struct, frozen=True):
    """A name that statements use and their module has, with all the places."""

    name: str
    uses: tuple[Use, ...]
    home: ModuleText

    @property
    def line(self) -> int:
        """The line (1-based) of the first use."""
        return min((use.inside or use.name).lineno for use in self.uses)


def needs_of(home: ModuleText, nodes: Collection[ast.stmt]) -> dict[str, Need]:
    """Return the names of the module, and of outside, that *nodes* use."""
    found: dict[str, list[Use]] = {}
    for use in home.uses_in(nodes):
        found.setdefault(use.name.id, []).append(use)
    return {name: Need(name, tuple(uses), home) for name, uses in found.items()}


def obstacles_to(need: Need, symbol: str) -> Iterator[Obstacle]:
    """Yield why the name cannot be had from elsewhere."""
    home, name = need.home, need.name
    line, path = need.line, home.here.path
    if name in _OF_THE_MODULE:
        yield Obstacle(
            f"{symbol} uses {name}, which is another one in another module",
            path,
            line,
            "hand the value in from outside, or move the module",
        )
    elif name in _REFLECTION and not home.scope.binds(name):
        yield Obstacle(
            f"{symbol} looks at the names of its module ({name})", path, line, "move the module"
        )
    elif name in home.scope.from_inside:
        yield Obstacle(
            f"{symbol} uses {name}, which is bound anew at run time: an import would freeze it",
            path,
            line,
            f"move {home.name}:{name} and all that sets it along, or put it into an object",
        )


def wanted_for(need: Need, symbols: Symbols, target: str) -> tuple[list[Wanted], Obstacle | None]:
    """Return the imports that give the module *target* the name as its home has it.

    Nothing where the name moves to *target* itself, is defined there, or is a builtin.
    """
    home, name = need.home, need.name
    if not home.scope.binds(name):
        return _unbound(need)
    entries = home.imports(name)
    if not entries:
        module, new = symbols.get((home.name, name), (home.name, name))
        if module == target:
            return [], None
        alias = name if new != name else None
        typing = home.is_typing_only(name)
        return [Wanted(module, new, alias, typing=typing, relative=True)], None
    runtime = any(home.always_runs(statement) for statement, _ in entries)
    found = [
        replace(wanted, typing=not runtime)
        for statement, alias in entries
        if home.always_runs(statement) == runtime
        and (wanted := _imported(home, statement, alias)) is not None
    ]
    if not found:
        return [], Obstacle(
            f"{name} is imported from above the top package", home.here.path, entries[0][0].lineno
        )
    found = _reached(found, need)
    own = [w for w in found if w.name and w.module == target]
    if any(w.local != w.name for w in own):
        problem = f"{target} has {own[0].name} under its own name, {home.name} as {name}"
        return [], Obstacle(problem, home.here.path, entries[0][0].lineno, "use one name for both")
    return [w for w in found if w not in own], None


def _imported(
    home: ModuleText, statement: ast.Import | ast.ImportFrom, alias: ast.alias
) -> Wanted | None:
    if isinstance(statement, ast.Import):
        return Wanted(alias.name, "", alias.asname)
    module = absolute(statement.module, statement.level, home.here.package)
    if module is None:
        return None
    return Wanted(module, alias.name, alias.asname, relative=statement.level > 0)


def _reached(found: list[Wanted], need: Need) -> list[Wanted]:
    """Of several ``import a.b`` that bind one name keep those that the statements go through."""
    if len(found) == 1 or any(w.name or w.alias for w in found):
        return list(dict.fromkeys(found))
    chains = [use.dotted for use in need.uses]
    kept = [w for w in found if any(is_within(chain, w.module) for chain in chains)]
    return list(dict.fromkeys(kept or found))


def _unbound(need: Need) -> tuple[list[Wanted], Obstacle | None]:
    """Return where a name comes from that the module does not bind: builtins, else its one star."""
    home, name = need.home, need.name
    module = home.star(name)
    if module is None:
        return [], None
    if not module:
        problem = f"{name} comes from one of several star imports"
        return [], Obstacle(problem, home.here.path, need.line, f"import {name} by name")
    return [Wanted(module, name, None, relative=True)], None
