"""The proof that modules that symbols left or reached hold what they held, and mean the same.

It knows nothing of the edits: both versions of each module are parsed.  Every statement must be
found again, in its module or in that of its symbol, in the order it had, and each name in it must
mean what it meant.  Imports may come and go; those that go must have served what went.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from rezone.transforms.errors import Unproven
from rezone.transforms.symbols.definitions import is_definition, with_docstrings
from rezone.transforms.symbols.exports import exported
from rezone.transforms.symbols.module_text import ModuleText, Symbols
from rezone.transforms.symbols.shapes import Shapes, too_early

Modules = Mapping[str, ModuleText]


def prove_split(before: Modules, after: Modules, symbols: Symbols) -> None:
    """Check that *after* is *before* with *symbols* moved.

    Raises:
        Unproven: it is not; with path and line in what it would have become.
    """
    proof = _Proof(before, symbols)
    for module in after.values():
        proof.module(module)


class _Proof(Struct, frozen=True, dict=True):
    before: Modules
    symbols: Symbols

    def module(self, after: ModuleText) -> None:
        old = self.before.get(after.name)
        pairs: list[tuple[ModuleText, ast.stmt, ast.stmt]] = []
        arrived: list[ast.stmt] = []
        for (home, name), (target, new) in self.symbols.items():
            if target == after.name:
                olds = _definition(self.before[home], name)
                news = _definition(after, new)
                if len(olds) != len(news) or not olds:
                    raise _unproven(after, after.tree, f"{new} did not arrive whole")
                pairs += [(self.before[home], *pair) for pair in zip(olds, news, strict=True)]
                arrived += news
        if old is not None:
            pairs += self._left(old, after, arrived)
            self._exports(old, after)
            self._imports(old, after)
        elif len(arrived) != len(_others(after.tree.body, after)):
            raise _unproven(after, after.tree, "there is more in it than what arrived")
        for origin, one, other in pairs:
            self._same(origin, one, after, other)
        self._order(after, pairs)

    def _left(
        self, old: ModuleText, after: ModuleText, arrived: Collection[ast.stmt]
    ) -> list[tuple[ModuleText, ast.stmt, ast.stmt]]:
        gone = [
            node
            for home, name in self.symbols
            if home == old.name
            for node in _definition(old, name)
        ]
        kept = [node for node in _others(old.tree.body, old) if node not in gone]
        found = [node for node in _others(after.tree.body, after) if node not in arrived]
        if len(kept) != len(found):
            raise _unproven(after, after.tree, "statements were added or lost")
        return [(old, one, other) for one, other in zip(kept, found, strict=True)]

    def _same(self, home: ModuleText, one: ast.stmt, after: ModuleText, other: ast.stmt) -> None:
        if _is_export(one) and _is_export(other):
            return
        renamed = {
            name: new
            for (module, name), (target, new) in self.symbols.items()
            if module == home.name and target == after.name and is_definition(one, name)
        }
        was, now = Shapes(home, self.symbols, renamed), Shapes(after, _stay(after, self.symbols))
        if was.of(one) != now.of(other):
            raise _unproven(after, other, "a statement does not mean what it meant")
        if any(b and not a for b, a in zip(was.runtime(one), now.runtime(other), strict=False)):
            raise _unproven(after, other, "a name is there for type checkers only")

    def _exports(self, old: ModuleText, after: ModuleText) -> None:
        was, now = exported(old.tree), exported(after.tree)
        if was is None or now is None:
            if was != now:
                raise _unproven(after, after.tree, "__all__ came or went")
            return
        left = {name for home, name in self.symbols if home == old.name}
        came = {new for target, new in self.symbols.values() if target == old.name}
        if was - left - came != now - left - came or (left - came) & now:
            raise _unproven(after, after.tree, "__all__ offers other names")

    def _imports(self, old: ModuleText, after: ModuleText) -> None:
        """Check that imports keep their order, and that those that are gone served what went."""
        was, now = _bindings(old), _bindings(after)
        if [b for b in was if b in now] != [b for b in now if b in was]:
            raise _unproven(after, after.tree, "imports changed their order")
        gone = [
            node
            for home, name in self.symbols
            if home == old.name
            for node in _definition(old, name)
        ]
        served = {use.name.id for use in old.uses_in(gone)} | {"TYPE_CHECKING"}
        own = {f"{target}.{new}" for target, new in self.symbols.values()} | {after.name}
        left = {(local, meaning) for local, meaning, _ in now}
        for local, meaning, _ in was:
            if (local, meaning) not in left and meaning not in own and local not in served:
                raise _unproven(after, after.tree, f"the import of {local} was lost")

    def _order(
        self, after: ModuleText, pairs: Sequence[tuple[ModuleText, ast.stmt, ast.stmt]]
    ) -> None:
        """Check that no name is read while the module runs before it is bound, unless it was."""
        origin = {id(other): (home, one) for home, one, other in pairs}
        known: dict[str, set[tuple[int, str]]] = {}
        for top, name in too_early(after):
            home, one = origin.get(id(top), (after, top))
            if home.name not in known:
                known[home.name] = {(id(node), early) for node, early in too_early(home)}
            if (id(one), name) not in known[home.name] or home is after:
                raise _unproven(after, top, f"{name} is used before it is bound")


def _stay(after: ModuleText, symbols: Symbols) -> Symbols:
    """Return where the names of *after* are afterwards: those that came are there to stay."""
    came = {new for target, new in symbols.values() if target == after.name}
    return {(after.name, name): (after.name, name) for name in came}


def _definition(module: ModuleText, name: str) -> list[ast.stmt]:
    nodes = [node for node in module.tree.body if is_definition(node, name)]
    return with_docstrings(module.tree, nodes)


def _others(body: Sequence[ast.stmt], module: ModuleText) -> list[ast.stmt]:
    """Return the statements that are no imports, typing blocks of nothing else counted as such."""
    return [
        node
        for node in body
        if not isinstance(node, ast.Import | ast.ImportFrom)
        and not (
            node in module.typing_blocks
            and all(isinstance(n, ast.Import | ast.ImportFrom) for n in node.body)
        )
    ]


def _is_export(node: ast.stmt) -> bool:
    targets = getattr(node, "targets", [getattr(node, "target", None)])
    return any(isinstance(t, ast.Name) and t.id == "__all__" for t in targets)


def _bindings(module: ModuleText) -> list[tuple[str, str, bool]]:
    """Return (local name, qualified name, for type checkers) of the module's imports, in order."""
    found: list[tuple[int, str, str, bool]] = []
    for name, entries in module.scope.imports.items():
        for statement, alias in entries:
            plain = isinstance(statement, ast.Import) and alias.asname is None
            meanings = [alias.name] if plain else module.names.imported(module.scope, name)
            typing = module.is_for_typing(statement)
            found += ((statement.lineno, name, meaning, typing) for meaning in sorted(meanings))
    return [(name, meaning, typing) for _, name, meaning, typing in sorted(found)]


def _unproven(module: ModuleText, node: ast.AST, why: str) -> Unproven:
    return Unproven(
        f"cannot be proven: {why}",
        module.here.path,
        getattr(node, "lineno", 0),
        "report these files; nothing was changed",
    )
