"""What a module does to the import system while it runs, in order.

Function bodies run later and blocks under ``TYPE_CHECKING`` never; class bodies, branches and
loops run now.  A ``try`` that catches ImportError may fail and go on with its handler.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from rezone.transforms.index.lazy_table import lazy_table
from rezone.transforms.index.modules import ModulePath
from rezone.transforms.index.namespace import absolute


@dataclass(frozen=True, slots=True)
class Load:
    """``import module``: it runs, with every package above it."""

    module: str
    line: int


@dataclass(frozen=True, slots=True)
class Take:
    """``from module import name as local``; *name* ``*`` takes all."""

    module: str
    name: str
    local: str
    line: int


@dataclass(frozen=True, slots=True)
class Bind:
    """The module has *name* from here on."""

    name: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """A ``try`` that survives an ImportError in *body*, then does *handler*."""

    body: tuple[Event, ...]
    handler: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """The module has *name* for who asks: *attribute* of *module*, imported then (PEP 562).

    An *attribute* ``""`` means the module itself.
    """

    name: str
    module: str
    attribute: str


Event = Load | Take | Bind | Attempt | Offer

_CAUGHT = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


def events_of(tree: ast.Module, here: ModulePath) -> tuple[Event, ...]:
    """Return what importing the module *here*, parsed as *tree*, does in order."""
    offers = (
        Offer(name, module, attribute)
        for name, written, attribute in lazy_table(tree)
        if (module := _from_package(written, here))
    )
    return (*_block(tree.body, here), *offers)


def _from_package(written: str, here: ModulePath) -> str | None:
    bare = written.lstrip(".")
    return absolute(bare, len(written) - len(bare), here.package)


def _block(body: list[ast.stmt], here: ModulePath) -> list[Event]:
    found: list[Event] = []
    for statement in body:
        found.extend(_statement(statement, here))
    return found


def _statement(node: ast.stmt, here: ModulePath) -> list[Event]:
    if isinstance(node, ast.Import):
        return _import(node)
    if isinstance(node, ast.ImportFrom):
        module = absolute(node.module, node.level, here.package)
        if module is None or module == "__future__":
            return []
        return [
            Take(module, alias.name, alias.asname or alias.name, node.lineno)
            for alias in node.names
        ]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return [Bind(node.name)]
    if isinstance(node, ast.ClassDef):
        inner = [e for e in _block(node.body, here) if not isinstance(e, Bind)]
        return [*inner, Bind(node.name)]
    if isinstance(node, ast.Try) or type(node).__name__ == "TryStar":
        return _try(node, here)  # type: ignore[arg-type]
    if isinstance(node, ast.If) and _is_type_checking(node.test):
        return _block(node.orelse, here)
    return _other(node, here)


def _import(node: ast.Import) -> list[Event]:
    found: list[Event] = []
    for alias in node.names:
        found.append(Load(alias.name, node.lineno))
        found.append(Bind(alias.asname or alias.name.partition(".")[0]))
    return found


def _try(node: ast.Try, here: ModulePath) -> list[Event]:
    body = _block([*node.body, *node.orelse], here)
    catching = [handler for handler in node.handlers if _catches_import(handler.type)]
    after = _block(node.finalbody, here)
    if catching:
        handler = tuple(_block(catching[0].body, here))
        return [Attempt(tuple(body), handler), *after]
    return [*body, *after]


def _catches_import(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    names = {getattr(kind, "id", getattr(kind, "attr", "")) for kind in kinds}
    return bool(names & _CAUGHT)


def _is_type_checking(test: ast.expr) -> bool:
    return getattr(test, "id", getattr(test, "attr", "")) == "TYPE_CHECKING"


def _other(node: ast.stmt, here: ModulePath) -> list[Event]:
    found: list[Event] = []
    stack: list[ast.AST] = [
        child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt)
    ]
    while stack:
        child = stack.pop()
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            found.append(Bind(child.id))
        if not isinstance(child, ast.Lambda | ast.comprehension | ast.stmt):
            stack.extend(ast.iter_child_nodes(child))
    for field in ("body", "orelse"):
        found.extend(_block(getattr(node, field, []), here))
    for case in getattr(node, "cases", ()):
        found.extend(_block(case.body, here))
    return found
