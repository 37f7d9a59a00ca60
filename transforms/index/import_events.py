"""What a module does to the import system while it runs, in order.

Function bodies run later and blocks under ``TYPE_CHECKING`` never; class bodies, branches and
loops run now, and so does what a function of the module looks up that the module calls.  A ``try``
that catches ImportError may fail and go on with its handler.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from rezone.transforms.index.early_uses import early_calls, early_chains
from rezone.transforms.index.lazy_table import lazy_table
from rezone.transforms.index.modules import ModulePath
from rezone.transforms.index.namespace import absolute
from rezone.transforms.records import replace


class Load(Struct, frozen=True):
    """``import module``: it runs, with every package above it."""

    module: str
    line: int


class Take(Struct, frozen=True):
    """``from module import name as local``; *name* ``*`` takes all."""

    module: str
    name: str
    local: str
    line: int


class Bind(Struct, frozen=True):
    """The module has *name* from here on; *module* is what an ``import`` binds it to.

    *inner*: a class has it, not the module.
    """

    name: str
    module: str = ""
    inner: bool = False


class Walk(Struct, frozen=True):
    """The *attributes* of *name* are looked up, one of the other."""

    name: str
    attributes: tuple[str, ...]
    line: int


class Attempt(Struct, frozen=True):
    """A ``try`` that survives an ImportError in *body*, then does *handler*."""

    body: tuple[Event, ...]
    handler: tuple[Event, ...]


class Offer(Struct, frozen=True):
    """The module has *name* for who asks: *attribute* of *module*, imported then (PEP 562).

    An *attribute* ``""`` means the module itself.
    """

    name: str
    module: str
    attribute: str


Event = Load | Take | Bind | Walk | Attempt | Offer

_CAUGHT = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


_Function = ast.FunctionDef | ast.AsyncFunctionDef


class _Module(Struct, frozen=True):
    """The module whose events these are, and the *functions* that it defines.

    *deferred*: its annotations do not run (PEP 563).
    """

    here: ModulePath
    deferred: bool
    functions: Mapping[str, _Function]


def events_of(tree: ast.Module, here: ModulePath) -> tuple[Event, ...]:
    """Return what importing the module *here*, parsed as *tree*, does in order."""
    functions = {node.name: node for node in tree.body if isinstance(node, _Function)}
    at = _Module(here, any(map(_defers_annotations, tree.body)), functions)
    offers = (
        Offer(name, module, attribute)
        for name, written, attribute in lazy_table(tree)
        if (module := _from_package(written, at))
    )
    return (*_block(tree.body, at), *offers)


def names_bound(events: Iterable[Event]) -> set[str]:
    """Return the names that *events* give the module, the names of star imports aside."""
    found: set[str] = set()
    for event in events:
        if isinstance(event, Attempt):
            found |= names_bound((*event.body, *event.handler))
        elif isinstance(event, Take):
            found.add(event.local)
        elif isinstance(event, Bind) and not event.inner:
            found.add(event.name)
    return found


def _defers_annotations(node: ast.stmt) -> bool:
    names = node.names if isinstance(node, ast.ImportFrom) and node.module == "__future__" else ()
    return any(alias.name == "annotations" for alias in names)


def _from_package(written: str, at: _Module) -> str | None:
    bare = written.lstrip(".")
    return absolute(bare, len(written) - len(bare), at.here.package)


def _block(body: list[ast.stmt], at: _Module) -> list[Event]:
    found: list[Event] = []
    for statement in body:
        found.extend(Walk(*chain) for chain in early_chains(statement, at.deferred))
        found.extend(_called(statement, at))
        found.extend(_statement(statement, at))
    return found


def _called(statement: ast.stmt, at: _Module) -> Iterator[Walk]:
    """Yield what the functions look up that *statement* calls, and those that these call."""
    pending = list(early_calls(statement, at.deferred)) if at.functions else []
    seen: set[str] = set()
    while pending:
        name = pending.pop()
        function = at.functions.get(name)
        if function is None or name in seen:
            continue
        seen.add(name)
        own = _own_names(function)
        for node in _run_by(function):
            chains = early_chains(node, deferred=True)
            yield from (Walk(*chain) for chain in chains if chain[0] not in own)
            pending += (called for called in early_calls(node, deferred=True) if called not in own)


def _own_names(function: _Function) -> set[str]:
    """Return the names that mean something else in *function* than in its module."""
    nodes = list(ast.walk(function))
    found = {node.arg for node in nodes if isinstance(node, ast.arg)}
    found.update(n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.update((a.asname or a.name).partition(".")[0] for a in node.names)
    return found


def _run_by(function: _Function) -> Iterator[ast.stmt]:
    """Yield the statements of *function*, but no functions in it, and none that may fail."""
    stack = list(function.body)
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, _Function | ast.Try | ast.TryStar):
            stack.extend(
                child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)
            )


def _statement(node: ast.stmt, at: _Module) -> list[Event]:
    if isinstance(node, ast.Import):
        return _import(node)
    if isinstance(node, ast.ImportFrom):
        module = absolute(node.module, node.level, at.here.package)
        if module is None or module == "__future__":
            return []
        return [
            Take(module, alias.name, alias.asname or alias.name, node.lineno)
            for alias in node.names
        ]
    if isinstance(node, _Function):
        return [Bind(node.name)]
    if isinstance(node, ast.ClassDef):
        inner = (
            replace(e, inner=True) if isinstance(e, Bind) else e for e in _block(node.body, at)
        )
        return [*inner, Bind(node.name)]
    if isinstance(node, ast.Try) or type(node).__name__ == "TryStar":
        return _try(node, at)  # type: ignore[arg-type]
    if isinstance(node, ast.If):
        return _if(node, at)
    return _other(node, at)


def _import(node: ast.Import) -> list[Event]:
    found: list[Event] = []
    for alias in node.names:
        found.append(Load(alias.name, node.lineno))
        root = alias.name.partition(".")[0]
        found.append(Bind(alias.asname or root, alias.name if alias.asname else root))
    return found


def _try(node: ast.Try, at: _Module) -> list[Event]:
    body = _block([*node.body, *node.orelse], at)
    catching = [handler for handler in node.handlers if _catches_import(handler.type)]
    after = _block(node.finalbody, at)
    if catching:
        handler = tuple(_block(catching[0].body, at))
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


def _if(node: ast.If, at: _Module) -> list[Event]:
    """Return the events of all branches; a chain of ``elif`` may be longer than the stack."""
    found: list[Event] = []
    while True:
        if not _is_type_checking(node.test):
            found += [*_bound_in(node.test), *_block(node.body, at)]
        if len(node.orelse) != 1 or not isinstance(node.orelse[0], ast.If):
            return [*found, *_block(node.orelse, at)]
        node = node.orelse[0]
        found += (Walk(*chain) for chain in early_chains(node, at.deferred))


def _other(node: ast.stmt, at: _Module) -> list[Event]:
    found: list[Event] = []
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.stmt):
            found.extend(_bound_in(child))
    for field in ("body", "orelse"):
        found.extend(_block(getattr(node, field, []), at))
    for case in getattr(node, "cases", ()):
        found.extend(_block(case.body, at))
    return found


def _bound_in(node: ast.AST) -> Iterator[Bind]:
    """Yield the names that the expression *node* binds."""
    stack = [node]
    while stack:
        child = stack.pop()
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield Bind(child.id)
        if not isinstance(child, ast.Lambda | ast.comprehension | ast.stmt):
            stack.extend(ast.iter_child_nodes(child))
