"""Whether the table of a lazy loader gives what it gave, each name from where it is afterwards."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rezone.transforms.edits.actions import TableEdit
from rezone.transforms.references.resolver import Resolver


def same_table(old: ast.Dict, new: ast.AST, edit: TableEdit, resolver: Resolver) -> bool:
    """Say whether *new*, which became of *old*, gives the same names from their new modules.

    A name that cannot follow is given by its old module still.  No key stands twice, one without
    names stays, and none comes that is without.
    """
    if not isinstance(new, ast.Dict):
        return False
    before = {_after(key, edit, resolver): names for key, names in _entries(old)}
    after = {f"{edit.package_after}.{key}": names for key, names in _entries(new)}
    wanted = [
        _home(f"{edit.package}.{key}", name, _after(key, edit, resolver), edit, resolver)
        for key, names in _entries(old)
        for name in names
    ]
    given = [(module, name) for module, names in after.items() for name in names]
    return (
        len(after) == len(new.keys)
        and sorted(wanted) == sorted(given)
        and all(names or module in after for module, names in before.items())
        and all(names or module in before for module, names in after.items())
    )


def _after(key: str, edit: TableEdit, resolver: Resolver) -> str:
    """Return what the module of a key is afterwards, or what the key means then if it stays."""
    new = resolver.destination(f"{edit.package}.{key}")
    return new if new.startswith(f"{edit.package_after}.") else f"{edit.package_after}.{key}"


def _home(
    module: str, name: str, after: str, edit: TableEdit, resolver: Resolver
) -> tuple[str, str]:
    """Return which module is to give *name*, of *module* before and *after* the move of that."""
    home, new = resolver.symbol(module, name) or (after, name)
    is_said = new == name and home.startswith(f"{edit.package_after}.")
    return (home, name) if is_said else (after, name)


def _entries(table: ast.Dict) -> Iterator[tuple[str, list[str]]]:
    for key, value in zip(table.keys, table.values, strict=True):
        names = value.elts if isinstance(value, ast.List | ast.Tuple | ast.Set) else []
        if isinstance(key, ast.Constant):
            yield str(key.value), [str(n.value) for n in names if isinstance(n, ast.Constant)]
