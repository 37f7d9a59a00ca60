"""Names that ``__all__`` promises and only a submodule keeps (language reference 7.11).

``from package import *`` imports a submodule that ``__all__`` names.  When the submodule has moved
away and the package does not import it by itself, the promise is broken.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rezone.transforms.index.modules import ModulePath
from rezone.transforms.names import parent
from rezone.transforms.references.resolver import Resolver


def may_break_exports(text: str, resolver: Resolver, here: ModulePath | None) -> bool:
    """Say whether ``__all__`` in *text* may name a submodule that is no longer there."""
    if here is None or not here.is_package or "__all__" not in text:
        return False
    return any(parent(source) == here.name for source in resolver.names.sources)


def broken_exports(
    tree: ast.Module, resolver: Resolver, here: ModulePath | None
) -> Iterator[tuple[ast.Constant, str, str]]:
    """Yield each string of ``__all__`` that names a submodule no longer there: (node, old, new)."""
    if here is None or not here.is_package:
        return
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if not any(isinstance(t, ast.Name) and t.id == "__all__" for t in targets):
            continue
        for child in ast.walk(node):
            if isinstance(child, ast.Constant) and isinstance(child.value, str):
                old = f"{here.name}.{child.value}"
                new = resolver.destination(old)
                stays = new == f"{resolver.destination(here.name)}.{child.value}"
                if not stays and resolver.index.has(old) and _is_implicit(resolver, here, child):
                    yield child, old, new


def _is_implicit(resolver: Resolver, here: ModulePath, name: ast.Constant) -> bool:
    """Say whether only the import system puts the submodule into the package."""
    spaces, said = resolver.namespaces, str(name.value)
    return not spaces.binds_own(here.name, said) and not spaces.binds_value(here.name, said)
