"""Which imports resolve, read from the source: modules, what they bind, and libraries outside.

The value is ``{"all": count, "unresolved": [[path, line, name], …]}``; a name is ``module`` or
``module:attribute``.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from rezone.phases.checks.session import Measure
from rezone.phases.checks.tree import Tree
from rezone.transforms.index.import_graph import import_statements
from rezone.transforms.index.modules import ModulePath
from rezone.transforms.index.namespace import Namespace, absolute, namespace_of
from rezone.transforms.names import top

_EVERY_MODULE_HAS = frozenset(
    {"__all__", "__doc__", "__file__", "__name__", "__package__", "__path__", "__spec__"}
    | {"__loader__", "__dict__"}
)


def _everywhere(tree: Tree, _files: frozenset[str]) -> Any:
    paths = [path for path in tree.workspace.files if path.endswith((".py", ".pyi"))]
    found = _Resolution(tree)
    return found.value(sorted(paths), with_libraries=True)


def _touched(tree: Tree, files: frozenset[str]) -> Any:
    return _Resolution(tree).value(sorted(files), with_libraries=False)


EVERYWHERE = Measure("static-imports", _everywhere, whole=True)
TOUCHED = Measure("static-imports-touched", _touched)
"""Only the files of the phase, and of them only imports of the repository's own modules."""


def leading_nowhere(tree: Tree, names: Iterable[str]) -> tuple[str, ...]:
    """Return those of the qualified *names* that no module of *tree* is or binds, sorted.

    Only the modules that they lie in are read.
    """
    found = _Resolution(tree)
    return tuple(name for name in sorted(set(names)) if not found.leads_somewhere(name))


class _Resolution:
    """The imports of one tree, asked for what they lead to."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.index = tree.index
        self.tops = {top(name) for name in tree.index.names}
        self.spaces: dict[str, Namespace | None] = {}

    def value(self, paths: list[str], with_libraries: bool) -> dict[str, object]:
        """Return the value for the files *paths*."""
        count = 0
        unresolved: list[tuple[str, int, str]] = []
        outside: dict[str, list[tuple[str, int, str]]] = {}
        for path in paths:
            tree = self.tree.parse(path)
            here = self.index.locate(path)
            for node, _ in import_statements(tree) if tree is not None else ():
                for module, name in self._wanted(node, path, here):
                    count += 1
                    place = (path, node.lineno, f"{module}:{name}" if name else module)
                    if self._is_outside(module, path):
                        outside.setdefault(top(module), []).append(place)
                    elif not self._resolves(module, name):
                        unresolved.append(place)
        if with_libraries and outside:
            for library, origin in self._libraries(outside):
                unresolved += [] if origin else outside[library]
        return {"all": count, "unresolved": sorted(unresolved)}

    def _libraries(self, outside: Collection[str]) -> Iterator[tuple[str, str]]:
        answer = self.tree.ask("installed_modules", sorted(outside), timeout=60)
        yield from answer.items()

    def _wanted(
        self, node: ast.Import | ast.ImportFrom, path: str, here: ModulePath | None
    ) -> Iterator[tuple[str, str]]:
        """Yield the (module, name taken from it) pairs of one statement."""
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
            return
        package = here.package if here is not None else _folder_as_package(path)
        module = absolute(node.module, node.level, package)
        if module is None:
            yield "." * node.level + (node.module or ""), ""
            return
        yield from ((module, alias.name) for alias in node.names)

    def _is_outside(self, module: str, path: str) -> bool:
        if module.startswith(".") or top(module) in self.tops:
            return False
        return not self._is_beside(top(module), path)

    def _is_beside(self, name: str, path: str) -> bool:
        """Say whether *name* is a module in the folder of *path*, or of the repository.

        A script finds the first, what ``python -m`` starts the second: as a rule, the tests.
        """
        folder = path.rpartition("/")[0]
        places = (f"{folder}/{name}" if folder else name, name)
        return any(p in self.index.folders or f"{p}.py" in self.index.files for p in places)

    def leads_somewhere(self, name: str) -> bool:
        """Say whether *name* is a module, or a module binds the first segment that is none."""
        module, rest = name, ""
        while not self.index.has(module):
            module, dot, segment = module.rpartition(".")
            if not dot:
                return False
            rest = segment
        return self._resolves(module, rest)

    def _resolves(self, module: str, name: str) -> bool:
        if module.startswith("."):
            return False
        if top(module) not in self.tops:
            return True  # it is beside the file, which is no module of any root
        if not self.index.has(module):
            return False
        if not name or name == "*" or self.index.has(f"{module}.{name}"):
            return True
        return self._binds(module, name, set())

    def _binds(self, module: str, name: str, seen: set[str]) -> bool:
        if module in seen:
            return False
        seen.add(module)
        space = self._space(module)
        source = self.index.source_of(module)
        is_cython = source is not None and source.path.endswith(".pyx")  # not read here
        if name in _EVERY_MODULE_HAS or is_cython:
            return True
        if space is None:
            return False
        if space.dynamic or name in space.values or name in space.own:
            return True
        return any(
            top(star) not in self.tops or self._binds(star, name, seen) for star in space.stars
        )

    def _space(self, name: str) -> Namespace | None:
        if name not in self.spaces:
            source = self.index.source_of(name)
            tree = self.tree.parse(source.path) if source is not None else None
            known = source is not None and tree is not None
            self.spaces[name] = namespace_of(tree, source, with_exports=False) if known else None  # type: ignore[arg-type]
        return self.spaces[name]


def _folder_as_package(path: str) -> str:
    return path.rpartition("/")[0].replace("/", ".")
