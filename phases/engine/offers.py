"""What a module offers under a name: read from its file, when somebody asks."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rezone.phases.engine.workspace import Workspace
from rezone.transforms.index.modules import Index
from rezone.transforms.index.namespace import Namespace, namespace_of
from rezone.transforms.records import replace
from rezone.transforms.references.imports import statements
from rezone.transforms.references.source import SourceText, Unreadable

# Each puts names into a module that no statement in it binds.  A module without any statement is
# filled from elsewhere, too.
_OPEN = ("globals()", "sys.modules", "setattr(", "vars()", "exec(")


@dataclass(frozen=True)
class Offers:
    """Answers whether ``module.name`` can mean something; None where the file does not say."""

    workspace: Workspace
    index: Index
    _known: dict[str, Namespace | None] = field(default_factory=dict, compare=False, repr=False)

    def __call__(self, module: str, name: str) -> bool | None:
        """Say whether *module* has *name*: a binding, a submodule, or what lies in its folder."""
        if name.startswith("__") or self.index.has(f"{module}.{name}"):
            return True
        if module not in self._known:
            self._known[module] = self._read(module)
        namespace = self._known[module]
        if namespace is None:
            return None
        if name in namespace.values or name in namespace.own:
            return True
        if any(f"{folder}/{name}" in self.index.folders for folder in self._folders(module)):
            return True
        return None if namespace.stars or namespace.dynamic else False

    def read_ahead(self, modules: Iterable[str]) -> Offers:
        """Return the same answers for *modules*, from memory: nothing is read any more."""
        known = {module: self._read(module) for module in modules}
        return Offers(Workspace(Path(), frozenset()), self.index, known)

    def _read(self, module: str) -> Namespace | None:
        found = self.index.source_of(module)
        content = None if found is None else self.workspace.content(found.path)
        if found is None or content is None:
            return None
        try:
            source = SourceText.decode(content, found.path)
            tree: ast.Module = source.parse()
        except Unreadable:
            return None
        if any(sign in source.text for sign in _OPEN) or not (tree.body or found.is_package):
            return None
        space = namespace_of(tree, found, with_exports=False)
        return replace(space, values=space.values | _inner_names(tree))

    def _folders(self, module: str) -> Iterator[str]:
        return (folder for _, folder in self.index.folders_of(module))


def _inner_names(tree: ast.Module) -> frozenset[str]:
    """Return the functions and classes that functions of the module make while they run.

    Their ``__module__`` and name are told in text that tests compare with.
    """
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    inside = [
        node
        for outer in statements(tree)
        if isinstance(outer, functions)
        for node in outer.body
        if isinstance(node, functions | ast.ClassDef)
    ]
    return frozenset(node.name for node in inside)
