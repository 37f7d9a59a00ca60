"""The files of other modules, where code asks for them: ``Path(app.db.__file__).parent``."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from rezone.transforms.names import top
from rezone.transforms.references.imports import ImportReference
from rezone.transforms.references.nearby import nodes_near
from rezone.transforms.references.places import FILE
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText


def other_files(
    source: SourceText, tree: ast.Module, imports: Sequence[ImportReference], resolver: Resolver
) -> dict[str, str]:
    """Return the expressions ``app.db.__file__`` as written, and the path of each such module.

    Only modules that move and that *imports* lead to are among them.
    """
    if f".{FILE}" not in source.text:
        return {}
    local: dict[str, str] = {}
    for reference in imports:
        for imported in reference.names:
            bound = imported.alias.asname or imported.name
            local[bound or top(imported.module)] = (
                imported.qualified if bound else top(imported.module)
            )
    found: dict[str, str] = {}
    for node in nodes_near(tree, source, [FILE]):
        if isinstance(node, ast.Attribute) and node.attr == FILE:
            name, _, rest = ast.unparse(node.value).partition(".")
            module = f"{local.get(name, '')}.{rest}".strip(".")
            there = resolver.index.source_of(module) if name in local else None
            if there is not None and there.path in resolver.paths:
                found[ast.unparse(node)] = there.path
    return found
