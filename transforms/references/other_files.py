"""The files of other modules, where code asks for them: ``Path(app.db.__file__).parent``."""

from __future__ import annotations

import ast
import re
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
    local = _bound(imports)
    found: dict[str, str] = {}
    for node in nodes_near(tree, source, [FILE]):
        if isinstance(node, ast.Attribute) and node.attr == FILE:
            path = _path(ast.unparse(node.value), local, resolver)
            if path:
                found[ast.unparse(node)] = path
    return found


def may_ask(text: str, imports: Sequence[ImportReference], resolver: Resolver) -> bool:
    """Say whether *text* may hold such an expression, where *imports* hold all that may matter."""
    if f".{FILE}" not in text:
        return False
    local = _bound(imports)
    for match in _ASKED.finditer(text):
        before = text[max(0, match.start() - _LONGEST) : match.start()]
        chain = _CHAIN.search(before)[0]  # type: ignore[index]  # it matches nothing, too
        # Behind a bracket no module is named that an import binds.
        if _path(chain, local, resolver) if chain else before[-1:] not in _CLOSING:
            return True
    return False


_ASKED = re.compile(rf"\.{FILE}\b")
_CHAIN = re.compile(r"[\w.]*\Z")
_LONGEST = 200
_CLOSING = (")", "]", "}")


def _bound(imports: Sequence[ImportReference]) -> dict[str, str]:
    """Return the local names that *imports* bind, and what each stands for."""
    local: dict[str, str] = {}
    for reference in imports:
        for imported in reference.names:
            bound = imported.alias.asname or imported.name
            local[bound or top(imported.module)] = (
                imported.qualified if bound else top(imported.module)
            )
    return local


def _path(chain: str, local: dict[str, str], resolver: Resolver) -> str:
    """Return the path of the module that *chain* stands for and that moves, else ``""``."""
    name, _, rest = chain.partition(".")
    module = f"{local.get(name, '')}.{rest}".strip(".")
    there = resolver.index.source_of(module) if name in local else None
    return there.path if there is not None and there.path in resolver.paths else ""
