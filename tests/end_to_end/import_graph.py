"""Which modules of one package import which others while they are being imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


def ancestors(name: str) -> list[str]:
    """Return the packages above *name*, outermost first."""
    parts = name.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts))]


@dataclass(frozen=True)
class Module:
    """One module on disk; for a package, *path* is its ``__init__.py``."""

    name: str
    path: Path
    is_package: bool

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_bytes())


class ImportGraph:
    """The modules below one top-level package and what each imports at import time."""

    def __init__(self, root: Path, package: str) -> None:
        self.modules = {module.name: module for module in discover(root, package)}

    @cached_property
    def imports(self) -> dict[str, frozenset[str]]:
        """Module → the modules that must be loaded because of its own import statements.

        Its ancestors were there before it, and count only if it takes a name from one of them:
        that needs more than their being half loaded.
        """
        loaded: dict[str, frozenset[str]] = {}
        for name in self.modules:
            named = self.named({name})
            above = {package for other in named for package in ancestors(other)}
            ahead = set(ancestors(name)) - self.given(name)
            loaded[name] = frozenset((named | above) - {name} - ahead)
        return loaded

    def named(self, names: set[str]) -> set[str]:
        """Return the modules that an import statement in one of *names* names."""
        return {
            module
            for name in names
            for base, taken in import_statements(self.modules[name])
            for module in (base, f"{base}.{taken}")
            if module in self.modules
        }

    def given(self, name: str) -> set[str]:
        """Return the modules from which *name* takes something that is no module."""
        return {
            base
            for base, taken in import_statements(self.modules[name])
            if taken and f"{base}.{taken}" not in self.modules
        }

    def reach(self, names: set[str]) -> set[str]:
        """Return *names* and every module that is loaded because of them."""
        found = set(names)
        pending = list(names)
        while pending:
            for name in self.imports[pending.pop()] - found:
                found.add(name)
                pending.append(name)
        return found

    def is_cyclic(self, name: str) -> bool:
        """Say whether something that is loaded because of *name* needs *name* itself."""
        return any(name in self.imports[other] for other in self.reach({name}))

    def below(self, name: str) -> set[str]:
        """Return *name* and all modules below it."""
        return {m for m in self.modules if m == name or m.startswith(name + ".")}

    def binds(self, package: str, name: str) -> bool:
        """Say whether the ``__init__`` of *package* binds, or may bind by a star, *name*."""
        bound = set(bound_names(self.modules[package].tree))
        return name in bound or "*" in bound


def discover(root: Path, package: str) -> Iterator[Module]:
    """Yield the modules of the regular package *package* and those below it, sorted by path."""
    for path in sorted((root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        folders = [root.joinpath(*parts[:n]) for n in range(1, len(parts))]
        is_importable = all(part.isidentifier() for part in parts)
        if is_importable and all((folder / "__init__.py").exists() for folder in folders):
            is_package = parts[-1] == "__init__"
            yield Module(".".join(parts[:-1] if is_package else parts), path, is_package)


def import_statements(module: Module) -> Iterator[tuple[str, str]]:
    """Yield (module, taken name) of every import of *module* at import time.

    The taken name is ``""`` in ``import module``.
    """
    here = module.name.split(".")
    for node in at_import_time(module.tree.body):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = node.level - 1 if module.is_package else node.level
                base = ".".join([*here[: len(here) - up], *filter(None, [node.module])])
            yield from ((base, alias.name) for alias in node.names)


def at_import_time(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run when a module with *body* is imported."""
    for node in body:
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from at_import_time(node.orelse)
            continue
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.stmt):
                yield from at_import_time([child])
            elif isinstance(child, ast.ExceptHandler | ast.match_case):
                yield from at_import_time(child.body)


def bound_names(tree: ast.Module) -> Iterator[str]:
    """Yield the names that the top level of *tree* binds; ``*`` for a star import."""
    for node in at_import_time(tree.body):
        if isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.For | ast.With):
            yield from (
                name.id
                for name in ast.walk(node)
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
            )
