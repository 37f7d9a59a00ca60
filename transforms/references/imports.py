"""Import statements and what each of their names refers to, before and after."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from rezone.transforms.index.modules import ModulePath
from rezone.transforms.index.namespace import absolute
from rezone.transforms.names import top
from rezone.transforms.references.resolver import Resolver

ImportNode = ast.Import | ast.ImportFrom


class Imported(Struct, frozen=True):
    """One name of an import statement.

    *module* and *name* are what ``from module import name`` reads; for ``import a.b.c`` *module*
    is ``a.b.c`` and *name* is empty.  *new_module* and *new_name* are the same afterwards.
    """

    alias: ast.alias
    module: str
    name: str
    new_module: str
    new_name: str

    @property
    def changes(self) -> bool:
        """Say whether the name is read from elsewhere afterwards."""
        return (self.module, self.name) != (self.new_module, self.new_name)

    @property
    def qualified(self) -> str:
        """The dotted name that is imported: of a module, or of a symbol in one."""
        return f"{self.module}.{self.name}" if self.name else self.module

    @property
    def new_qualified(self) -> str:
        """The dotted name that is imported afterwards."""
        if not self.new_name:
            return self.new_module
        return f"{self.new_module}.{self.new_name}" if self.new_module else self.new_name


class ImportReference(Struct, frozen=True):
    """An import statement that is resolved; *text* is the module as it must be written now."""

    node: ImportNode
    names: tuple[Imported, ...]
    here: ModulePath | None
    now: ModulePath | None
    besides: tuple[Imported, ...] = ()
    """What ``import *`` took from the module and does not find there afterwards."""

    def written(self, module: str) -> str:
        """Return how *module* is written in this statement afterwards: relative stays relative."""
        node = self.node
        if isinstance(node, ast.Import) or not node.level or self.now is None:
            return module
        before = self.here.package if self.here else ""
        roundabout = node.level > _shortest(self.names[0].module, before)
        least = node.level if roundabout else 1
        return relative(module, self.now.package, least) or module

    @property
    def written_now(self) -> str:
        """The module text as it stands in the source."""
        node = self.node
        return "" if isinstance(node, ast.Import) else "." * node.level + (node.module or "")


def _shortest(module: str, package: str) -> int:
    """Return the least number of dots with which *package* reaches *module*."""
    here, there = package.split("."), module.split(".")
    shared = 0
    while shared < min(len(here), len(there)) and here[shared] == there[shared]:
        shared += 1
    return len(here) - shared + 1


def relative(module: str, package: str, least: int = 1) -> str | None:
    """Return *module* as a relative name inside *package*, None if they share no top package.

    The shortest form is taken, with at least *least* dots where the package is deep enough.
    """
    if not package or not module or top(module) != top(package):
        return None
    depth = len(package.split("."))
    dots = max(least if least <= depth else 1, _shortest(module, package))
    return "." * dots + ".".join(module.split(".")[depth - dots + 1 :])


_BLOCKS: dict[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(
        f for f in kind._fields if f in {"body", "orelse", "finalbody", "handlers", "cases"}
    )
    for kind in (
        *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.With, ast.AsyncWith),
        *(ast.For, ast.AsyncFor, ast.While, ast.Try, ast.TryStar, ast.ExceptHandler),
        *(ast.Match, ast.match_case),
    )
}
"""The fields in which a statement holds other statements; looked up once a node."""


def statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield every statement of *tree*, and the handlers and cases between them."""
    stack: list[ast.AST] = list(tree.body)
    while stack:
        node = stack.pop()
        yield node
        for field in _BLOCKS.get(type(node), ()):
            stack.extend(getattr(node, field))


@lru_cache(maxsize=4)
def import_nodes(tree: ast.Module) -> tuple[ImportNode, ...]:
    """Return every import statement of *tree*, in no particular order.

    Editor and proof ask the same trees one after the other; they are walked once.
    """
    found: list[ImportNode] = []
    stack: list[ast.AST] = list(tree.body)
    while stack:
        node = stack.pop()
        fields = _BLOCKS.get(type(node))
        if fields is not None:
            for field in fields:
                stack.extend(getattr(node, field))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found.append(node)
    return tuple(found)


def resolve_import(
    node: ImportNode, resolver: Resolver, here: ModulePath | None, now: ModulePath | None
) -> ImportReference | None:
    """Return what *node* refers to, None where its relative level leads out of every package."""
    if isinstance(node, ast.Import):
        names = tuple(
            Imported(alias, alias.name, "", resolver.destination(alias.name), "")
            for alias in node.names
        )
        return ImportReference(node, names, here, now)
    if node.level and here is None:
        return None
    module = absolute(node.module, node.level, here.package if here else "")
    if module is None:
        return None
    names = tuple(
        Imported(alias, module, alias.name, *resolver.from_import(module, alias.name))
        for alias in node.names
    )
    besides: tuple[Imported, ...] = ()
    if node.names[0].name == "*":
        besides = tuple(
            Imported(ast.alias(name), module, name, *new)
            for name, new in resolver.lost_to_star(module)
            if now is None or new[0] != now.name
        )
    return ImportReference(node, names, here, now, besides)


def changes(reference: ImportReference) -> bool:
    """Say whether the statement must be written otherwise afterwards."""
    if reference.besides or any(name.changes for name in reference.names):
        return True
    node = reference.node
    if isinstance(node, ast.Import) or not node.level or reference.now is None:
        return False
    module = reference.names[0].new_module
    return absolute(node.module, node.level, reference.now.package) != module
