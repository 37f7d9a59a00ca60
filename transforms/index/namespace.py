"""What a module binds at its top level, and so what ``from module import name`` can find.

Language reference 7.11: ``from package import name`` takes the attribute if the package has one,
and imports the submodule only then.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from msgspec import Struct

from rezone.transforms.index.modules import ModulePath
from rezone.transforms.names import is_within


def absolute(module: str | None, level: int, package: str) -> str | None:
    """Return the absolute name of ``from <level dots><module> import …`` inside *package*.

    None where the dots lead above the top-level package (language reference 5.7).
    """
    if level == 0:
        return module
    parts = package.split(".") if package else []
    if level > len(parts):
        return None
    base = parts[: len(parts) - level + 1]
    return ".".join([*base, module] if module else base)


class Namespace(Struct, frozen=True):
    """The top-level bindings of one module.

    *own*: names bound to the submodule of that name.  *values*: names bound to anything else.
    *stars*: modules whose names are imported with ``*``.  *dynamic*: it defines ``__getattr__``.
    *loaded*: every module its imports name, and what they take from it.  *exports*: what
    ``__all__`` lists, None where there is none or it cannot be known.
    """

    own: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    stars: tuple[str, ...] = ()
    dynamic: bool = False
    loaded: frozenset[str] = frozenset()
    exports: frozenset[str] | None = None

    def gives(self, name: str) -> bool:
        """Say whether a star import may take *name* from here (language reference 7.11)."""
        return not name.startswith("_") if self.exports is None else name in self.exports


def module_statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run at import time, those inside if, try, with, loops included."""
    stack = list(reversed(body))
    while stack:
        statement = stack.pop()
        yield statement
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for field in ("handlers", "finalbody", "orelse", "cases", "body"):
            for child in getattr(statement, field, ()):
                stack.extend(child.body if hasattr(child, "pattern") else [child])


def namespace_of(tree: ast.Module, here: ModulePath, *, with_exports: bool = True) -> Namespace:
    """Return what the module *here*, parsed as *tree*, binds at its top level.

    *with_exports*: look for what ``__all__`` lists, in the whole tree.
    """
    own: set[str] = set()
    values: set[str] = set()
    stars: list[str] = []
    loaded: set[str] = set()
    for statement in module_statements(tree.body):
        loads = set(_loads(statement, here))
        if isinstance(statement, ast.ImportFrom):  # it takes an attribute that is there
            loads -= {f"{here.name}.{name}" for name in values}
        loaded |= loads
        # A submodule becomes an attribute of its package when it is imported (5.4.2).
        values -= {child for name in loads if (child := _child(name, here.name))}
        if isinstance(statement, ast.ImportFrom):
            source = absolute(statement.module, statement.level, here.package)
            for alias in statement.names:
                if alias.name == "*":
                    stars.append(source or "")
                    continue
                bound = alias.asname or alias.name
                full = f"{source}.{alias.name}"
                is_own = here.is_package and full == f"{here.name}.{bound}" and full in loads
                (own if is_own else values).add(bound)
        elif isinstance(statement, ast.Import):
            for alias in statement.names:
                bound = alias.asname or alias.name.partition(".")[0]
                is_own = alias.asname is not None and alias.name == f"{here.name}.{bound}"
                (own if is_own else values).add(bound)
        else:
            values.update(bound_names(statement))
    dynamic = "__getattr__" in values
    return Namespace(
        frozenset(own),
        frozenset(values - own),
        tuple(stars),
        dynamic,
        frozenset(loaded),
        _exports(tree) if with_exports else None,
    )


def _exports(tree: ast.Module) -> frozenset[str] | None:
    """Return the names in ``__all__`` where one plain assignment at the top level says all."""
    lists = [
        statement.value
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == "__all__" for t in statement.targets)
    ]
    if len(lists) != 1 or not isinstance(lists[0], ast.List | ast.Tuple):
        return None
    if sum(isinstance(n, ast.Name) and n.id == "__all__" for n in ast.walk(tree)) != 1:
        return None
    names = [item.value if isinstance(item, ast.Constant) else None for item in lists[0].elts]
    return frozenset(map(str, names)) if None not in names else None


def _child(name: str, package: str) -> str:
    """Return the submodule of *package* through which *name* is reached, ``""`` if none."""
    return name[len(package) + 1 :].partition(".")[0] if is_within(name, package) else ""


def _loads(statement: ast.stmt, here: ModulePath) -> Iterator[str]:
    """Yield the modules that *statement* imports at import time, and what it takes from them."""
    if isinstance(statement, ast.Import):
        yield from (alias.name for alias in statement.names)
    elif isinstance(statement, ast.ImportFrom):
        source = absolute(statement.module, statement.level, here.package) or ""
        yield source
        yield from (f"{source}.{alias.name}" for alias in statement.names)
    elif isinstance(statement, ast.ClassDef):
        for inner in module_statements(statement.body):
            yield from _loads(inner, here)


def bound_names(statement: ast.stmt) -> Iterator[str]:
    """Yield what *statement* binds and leaves bound: no name of an exception (8.4)."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
        return
    for node in _expressions(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _expressions(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield the nodes of *statement* that are not inside a nested statement."""
    stack: list[ast.AST] = [statement]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(
            child
            for child in ast.iter_child_nodes(node)
            if not isinstance(child, ast.stmt | ast.Lambda | ast.comprehension)
        )


class Namespaces:
    """The namespaces of the packages that matter, looked up through star imports."""

    def __init__(self, known: Mapping[str, Namespace]) -> None:
        self._known = dict(known)

    def binds_value(self, package: str, name: str) -> bool:
        """Say whether ``package.name`` is an attribute that hides or stands in for a submodule."""
        return self._finds(package, name, set(), "values")

    def binds_own(self, package: str, name: str) -> bool:
        """Say whether *package* itself imports its submodule *name* as an attribute."""
        space = self._known.get(package)
        return space is not None and name in space.own

    def keeps_value(self, package: str, name: str) -> bool:
        """Say whether ``package.name`` is no module even after ``import package.name``.

        Importing a submodule sets the attribute (language reference 5.4.2), but only once: where
        ``package`` loads it and binds the name to something else, that stays.
        """
        space = self._known.get(package)
        if space is None or not self.binds_value(package, name):
            return False
        full = f"{package}.{name}"
        return any(is_within(module, full) for module in space.loaded)

    def _finds(self, package: str, name: str, seen: set[str], field: str) -> bool:
        space = self._known.get(package)
        if space is None or package in seen:
            return False
        seen.add(package)
        if name in space.own:
            return False
        if name in space.values:
            return True
        givers = (star for star in space.stars if self._may_give(star, name))
        return any(self._finds(star, name, seen, field) for star in givers)

    def _may_give(self, module: str, name: str) -> bool:
        space = self._known.get(module)
        return space is not None and space.gives(name)
