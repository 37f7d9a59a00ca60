"""Which symbols the modules of a workspace define: read when asked for."""

from __future__ import annotations

import ast

from rezone.phases.engine.workspace import Workspace
from rezone.transforms.index.modules import Index
from rezone.transforms.references.source import SourceText, Unreadable
from rezone.transforms.symbols.definitions import Binders


class SymbolView:
    """The symbols of the modules of *workspace*, as *index* names them."""

    def __init__(self, workspace: Workspace, index: Index) -> None:
        self._workspace = workspace
        self._index = index
        self._trees: dict[str, ast.Module | None] = {}

    def tree(self, module: str) -> ast.Module | None:
        """Return the syntax tree of *module*, None where it is not there or cannot be read."""
        if module not in self._trees:
            found = self._index.source_of(module)
            self._trees[module] = None
            if found is not None:
                try:
                    content = self._workspace.read(found.path)
                    self._trees[module] = SourceText.decode(content, found.path).parse()
                except Unreadable:
                    pass
        return self._trees[module]

    def defines(self, symbol: str) -> bool:
        """Say whether ``module:Symbol`` is defined there, and not just imported."""
        module, _, name = symbol.partition(":")
        tree = self.tree(module)
        return tree is not None and Binders(tree).defines(name)
