"""What the names of one Python file mean, read from the file alone."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cached_property

from msgspec import Struct

from rezone.transforms.index.modules import ModulePath
from rezone.transforms.index.namespace import absolute
from rezone.transforms.references.scope_tree import Scope, ScopeTree, Use
from rezone.transforms.references.scopes import scopes_of

NOWHERE = "?"
"""Stands for what a relative import reads that leads out of every package."""


class FileNames(Struct, frozen=True, dict=True):
    """The names of one file: *here* is the module it is, None for a file outside every root."""

    tree: ast.Module
    here: ModulePath | None

    @cached_property
    def scopes(self) -> ScopeTree:
        """The scopes and the uses in them."""
        return scopes_of(self.tree)

    @cached_property
    def places(self) -> dict[int, int]:
        """The place of each scope in the order of the file, by its id."""
        return {id(scope): place for place, scope in enumerate(self.scopes.scopes)}

    def owner(self, use: Use) -> Scope | None:
        """Return the scope whose binding *use* means."""
        return self.scopes.owner(use.name.id, use.scope)

    def place(self, use: Use) -> int | None:
        """Return which scope binds the name, None for a builtin or nothing."""
        owner = self.owner(use)
        return None if owner is None else self.places[id(owner)]

    def imported(self, scope: Scope, name: str) -> set[str]:
        """Return what the imports in *scope* bind *name* to, as qualified names."""
        package = self.here.package if self.here else ""
        found = set()
        for statement, alias in scope.imports.get(name, ()):
            if isinstance(statement, ast.Import):
                found.add(alias.name if alias.asname else name)
                continue
            module = absolute(statement.module, statement.level, package)
            lost = module is None or (statement.level and self.here is None)
            found.add(NOWHERE if lost else f"{module}.{alias.name}")
        return found

    @cached_property
    def locals(self) -> dict[str, set[str]]:
        """What each imported name of the file may stand for, in whatever scope."""
        found: dict[str, set[str]] = {}
        for scope in self.scopes.scopes:
            for name in scope.imports:
                found.setdefault(name, set()).update(self.imported(scope, name))
        return found

    @cached_property
    def unbound(self) -> Counter[str]:
        """The names that no scope of the file binds, with how often each is used."""
        return Counter(use.name.id for use in self.scopes.uses if self.owner(use) is None)

    @cached_property
    def too_early(self) -> set[int]:
        """The ids of the uses at import time that stand before all imports of their name."""
        first: dict[tuple[int, str], int] = {}
        for scope in self.scopes.scopes:
            for name, entries in scope.imports.items():
                first[(id(scope), name)] = min(statement.lineno for statement, _ in entries)
        return {
            id(use)
            for use in self.scopes.uses
            if use.is_early
            and use.inside is None
            and (owner := self.owner(use)) is not None
            and use.name.id not in owner.others
            and use.name.lineno < first.get((id(owner), use.name.id), 0)
        }


def dotted_name(node: ast.AST) -> str | None:
    """Return the chain ``a.b.c`` that *node* is, None for anything else."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None


def through(chain: str, bound: dict[str, set[str]]) -> set[str]:
    """Return what *chain* may stand for where its first segment is *bound* by imports."""
    root, dot, rest = chain.partition(".")
    return {base + dot + rest for base in bound.get(root, {root})}
