"""Which modules can be imported, each alone in a fresh interpreter: module → error, ``""`` or None.

None: there was no time left to try it.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable
from typing import Any

from rezone.phases.checks.model import Unmeasured
from rezone.phases.checks.session import Measure
from rezone.phases.checks.tree import Tree
from rezone.transforms.index.import_graph import import_statements
from rezone.transforms.names import last, top

LIMIT = 30.0
"""Seconds that one module may take."""

_PROGRAMS = frozenset({"__main__", "setup", "conftest"})
"""Modules that do something when they run, or are nothing without what runs them."""


def _take(tree: Tree, _files: frozenset[str]) -> Any:
    modules = {
        name: os.fspath(tree.root / source.path)
        for name in sorted(tree.index.modules)
        if last(name) not in _PROGRAMS
        and (source := tree.index.source_of(name)) is not None
        and source.path.endswith(".py")
    }
    if not modules:
        raise Unmeasured("the import roots hold no module")
    question = {
        "modules": modules,
        "libraries": sorted(_libraries(tree, modules)),
        "limit": LIMIT,
        "jobs": os.cpu_count() or 1,
        "within": max(tree.plan.checks.timeout - 2 * LIMIT, 1),
    }
    return tree.ask("module_imports", question)


def _libraries(tree: Tree, modules: Iterable[str]) -> set[str]:
    """Return what the modules import from outside the repository."""
    own = {top(name) for name in tree.index.names}
    found: set[str] = set()
    for name in modules:
        source = tree.index.source_of(name)
        syntax = tree.parse(source.path) if source is not None else None
        for node, _ in import_statements(syntax) if syntax is not None else ():
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif node.module and not node.level:
                found.add(node.module)
    return {library for library in found if top(library) not in own}


MODULES = Measure("module-imports", _take, whole=True)
