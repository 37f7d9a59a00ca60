"""The table of a package with lazy re-exports (PEP 562), as `transforms.edits` writes it."""

from __future__ import annotations

import ast

TABLE = "_LAZY"

Entry = tuple[str, str, str]
"""Name, module as written (a leading dot starts from the package), attribute of it.

An attribute ``""`` means the module itself.
"""


def lazy_table(tree: ast.Module) -> tuple[Entry, ...]:
    """Return what the module *tree* offers lazily, in order; nothing where it is written otherwise.

    A table answers only through a ``__getattr__`` of the same module.
    """
    if not any(isinstance(n, ast.FunctionDef) and n.name == "__getattr__" for n in tree.body):
        return ()
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == TABLE:
            return _entries(node.value)
    return ()


def _entries(value: ast.expr | None) -> tuple[Entry, ...]:
    if not isinstance(value, ast.Dict):
        return ()
    try:
        table = ast.literal_eval(value)
    except ValueError:
        return ()
    found = []
    for name, place in table.items():
        match name, place:
            case str(), (str(module), str(attribute)):
                found.append((name, module, attribute))
            case _:
                return ()
    return tuple(found)
