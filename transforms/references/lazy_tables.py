"""Tables of lazy loaders: names of modules below a package, written without the package.

``lazy_loader.attach(__name__, submodules, submod_attrs)``, ``_import_structure`` as transformers
has it, and the values of a dict in a module whose ``__getattr__`` (PEP 562) imports ``"." + name``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from rezone.transforms.index.modules import ModulePath
from rezone.transforms.names import is_within
from rezone.transforms.references.nearby import nodes_near
from rezone.transforms.references.positions import last_segment
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText

_STRUCTURE = "_import_structure"
OWN_NAMES = frozenset({"__name__", "__package__"})


_ATTACHED = re.compile(r"attach\s*\(\s*(?:[a-zA-Z]{0,2}[\"']|__name__|__package__|\()")


def may_hold_table(text: str) -> bool:
    """Say whether *text* can hold the table of a lazy loader that is no `__getattr__`."""
    return _STRUCTURE in text or ("attach" in text and _ATTACHED.search(text) is not None)


class LazyTable(Struct, frozen=True):
    """A literal dict, module → names of it, and the package that its keys start from.

    With *lasting* no key may go: other code asks for it.
    """

    node: ast.Dict
    package: str
    package_after: str
    lasting: bool = False


class LazyName(Struct, frozen=True):
    """A literal that names *old* below a package; *written* is ``""`` where it cannot say *new*.

    With *table* the literal is a key of it, and the *name* it gives belongs to the key *into*.
    """

    node: ast.Constant
    old: str
    new: str
    written: str
    table: LazyTable | None = None
    name: str = ""
    into: str = ""


class _Entry(Struct, frozen=True):
    """A literal of a table, the package it starts from before and after, and names it gives.

    *taken* are the other keys of its dict, which it must not become, *table* is that dict.
    """

    node: ast.Constant
    package: str
    package_after: str
    gives: tuple[str, ...] = ()
    may_change: bool = True
    taken: frozenset[str] = frozenset()
    table: LazyTable | None = None


def lazy_names(
    tree: ast.Module,
    source: SourceText,
    resolver: Resolver,
    here: ModulePath | None,
    now: ModulePath | None,
) -> Iterator[LazyName]:
    """Yield the entries that do not lead to their module any more."""
    if here is None or now is None:
        return
    tables = _Tables(tree, source, here, now, resolver)
    for entry in tables.entries():
        says = str(entry.node.value)
        old = f"{entry.package}.{says}"
        if not all(part.isidentifier() for part in says.split(".")):
            continue
        new = resolver.destination(old)
        if resolver.moves(old) and new != f"{entry.package_after}.{says}":
            stays = entry.may_change and is_within(new, entry.package_after)
            written = new[len(entry.package_after) + 1 :] if stays else ""
            yield LazyName(entry.node, old, new, written)
            continue
        gone = {name: resolver.symbol(old, name) for name in entry.gives}
        written = _all_in_one(entry, gone)
        for name, symbol in gone.items():
            if symbol is None:
                continue
            into = "" if written else _key_of(entry, name, symbol)
            table = entry.table if into else None
            new = ".".join(symbol)
            yield LazyName(entry.node, f"{old}.{name}", new, written, table, name, into)
            if written:
                break


def _all_in_one(entry: _Entry, gone: Mapping[str, tuple[str, str] | None]) -> str:
    """Return what the key of *entry* becomes whose names all go to one module, else ``""``."""
    homes = {None if symbol is None else symbol[0] for symbol in gone.values()}
    kept = all(symbol is not None and symbol[1] == name for name, symbol in gone.items())
    (home,) = homes if len(homes) == 1 else ("",)
    if not home or not kept or not _is_below(entry, home):
        return ""
    written = home[len(entry.package_after) + 1 :]
    return "" if written in entry.taken else written


def _key_of(entry: _Entry, name: str, symbol: tuple[str, str]) -> str:
    """Return the key that *name*, which is *symbol* afterwards, belongs to; else ``""``."""
    home, new = symbol
    return home[len(entry.package_after) + 1 :] if _is_below(entry, home) and new == name else ""


def _is_below(entry: _Entry, home: str) -> bool:
    return home.startswith(f"{entry.package_after}.")


class _Tables:
    def __init__(
        self,
        tree: ast.Module,
        source: SourceText,
        here: ModulePath,
        now: ModulePath,
        resolver: Resolver,
    ) -> None:
        self.tree = tree
        self.source = source
        self.here = here
        self.now = now
        self.resolver = resolver

    def entries(self) -> Iterator[_Entry]:
        """Yield the literals of all tables of the file."""
        text = self.source.text
        words = [word for word in ("attach", _STRUCTURE) if word in text]
        for node in nodes_near(self.tree, self.source, words) if words else ():
            if isinstance(node, ast.Call) and last_segment(node.func) == "attach" and node.args:
                yield from self._attached(node)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if any(last_segment(target) == _STRUCTURE for target in targets):
                    yield from self._keys(node.value, lasting=True)
            elif isinstance(node, ast.Subscript) and last_segment(node.value) == _STRUCTURE:
                for key in _constants([node.slice]):
                    yield _Entry(key, self.here.package, self.now.package)
        if "def __getattr__" in text and "import_module" in text:
            yield from self._served()

    def _attached(self, call: ast.Call) -> Iterator[_Entry]:
        first, *rest = call.args
        if isinstance(first, ast.Constant):
            package = str(first.value)
            after = self.resolver.destination(package)
        elif last_segment(first) in OWN_NAMES:
            package, after = self.here.package, self.now.package
        else:
            return
        given = dict(zip(("submodules", "submod_attrs"), rest, strict=False))
        given.update({each.arg: each.value for each in call.keywords if each.arg})
        listed = self._value(given.get("submodules"))
        if isinstance(listed, ast.List | ast.Tuple | ast.Set):
            yield from (_Entry(node, package, after) for node in _constants(listed.elts))
        yield from self._keys(self._value(given.get("submod_attrs")), package, after)

    def _value(self, node: ast.expr | None) -> ast.expr | None:
        """Return *node*, or what the module binds it to where it is a name."""
        if not isinstance(node, ast.Name):
            return node
        bound = (each for each in self.tree.body if isinstance(each, ast.Assign))
        return next(
            (each.value for each in bound if last_segment(each.targets[0]) == node.id), None
        )

    def _keys(
        self, node: ast.expr | None, package: str = "", after: str = "", *, lasting: bool = False
    ) -> Iterator[_Entry]:
        package, after = package or self.here.package, after or self.now.package
        table = LazyTable(node, package, after, lasting) if isinstance(node, ast.Dict) else None
        keys = frozenset(str(key.value) for key, _ in _items(node))
        for key, value in _items(node):
            listed = value.elts if isinstance(value, ast.List | ast.Tuple | ast.Set) else []
            gives = tuple(str(each.value) for each in _constants(listed))
            yield _Entry(key, package, after, gives, taken=keys, table=table)

    def _served(self) -> Iterator[_Entry]:
        """Yield what a module-level ``__getattr__`` puts behind a dot and imports."""
        served = [n for n in self.tree.body if isinstance(n, ast.FunctionDef)]
        if not any(node.name == "__getattr__" for node in served):
            return
        if not any(_imports_below(node) for function in served for node in ast.walk(function)):
            return
        for statement in self.tree.body:
            if isinstance(statement, ast.Assign | ast.AnnAssign):
                table = statement.value
                if self._lists_names(table):
                    yield from self._keys(table, lasting=True)
                    continue
                for key, value in _pairs(table):
                    inside = value.elts if isinstance(value, ast.Tuple | ast.List) else [value]
                    # "b": "one", "B": ("one", "b")
                    names = _constants([*inside[1:2], *([key] if key else [])])
                    gives = tuple(str(each.value) for each in names)[:1]
                    for node in _constants(inside[:1]):
                        yield _Entry(node, self.here.package, self.now.package, gives)
                if isinstance(table, ast.List | ast.Tuple | ast.Set) and not _is_all(statement):
                    for node in _constants(table.elts):  # an attribute's name as well: it stays
                        yield _Entry(node, self.here.package, self.now.package, may_change=False)

    def _lists_names(self, table: ast.expr | None) -> bool:
        """Say whether *table* is a dict of modules of this package, each with names of it."""
        items = list(_items(table))
        return bool(items) and all(
            isinstance(value, ast.List | ast.Tuple | ast.Set)
            and self.resolver.index.has(f"{self.here.package}.{key.value!s}")
            for key, value in items
        )


def _is_all(statement: ast.Assign | ast.AnnAssign) -> bool:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return any(last_segment(target) == "__all__" for target in targets)


def _imports_below(node: ast.AST) -> bool:
    """Say whether *node* is ``import_module("." + name, __name__)``, or the f-string for it."""
    if not (isinstance(node, ast.Call) and last_segment(node.func) == "import_module"):
        return False
    begins = beginning(node.args[0]) if node.args else None
    return begins is not None and begins in (".", *OWN_NAMES)


def beginning(node: ast.expr) -> str | None:
    """Return with what a text begins that is put together: a constant, or the name of a name."""
    while isinstance(node, ast.BinOp):
        node = node.left
    if isinstance(node, ast.JoinedStr) and len(node.values) > 1:
        first = node.values[0]
        node = first.value if isinstance(first, ast.FormattedValue) else first
    if isinstance(node, ast.Constant):
        return str(node.value)
    return last_segment(node) or None


def _pairs(table: ast.expr | None) -> list[tuple[ast.expr | None, ast.expr]]:
    return list(zip(table.keys, table.values, strict=True)) if isinstance(table, ast.Dict) else []


def _items(table: ast.expr | None) -> Iterator[tuple[ast.Constant, ast.expr]]:
    for key, value in _pairs(table):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key, value


def _constants(nodes: list[ast.expr]) -> Iterator[ast.Constant]:
    return (n for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))
