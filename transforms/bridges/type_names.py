"""The names that a type checker finds in a module and ``from module import *`` leaves out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_OF_THE_SYSTEM = frozenset(
    {"__all__", "__doc__", "__file__", "__getattr__", "__dir__", "__name__", "__path__"}
    | {"__package__", "__spec__", "__loader__", "__slots__"}
)


def unstarred_names(tree: ast.Module) -> tuple[str, ...]:
    """Return, sorted, what *tree* defines and a star import of it does not bring.

    Those are names with a leading underscore, or if there is an ``__all__`` (language reference
    7.11) all that it does not list.  Names that are only imported are left out: a strict type
    checker refuses to take them from there as well.
    """
    deleted = (
        target for node in tree.body if isinstance(node, ast.Delete) for target in node.targets
    )
    gone = {target.id for target in deleted if isinstance(target, ast.Name)}
    defined = set(_defined(tree.body)) - _OF_THE_SYSTEM - gone
    listed = _listed(tree)
    if listed is None:
        return tuple(sorted(name for name in defined if name.startswith("_")))
    return tuple(sorted(defined - listed))


def _defined(body: list[ast.stmt]) -> Iterator[str]:
    """Yield the names defined whatever happens; conditions may be false for a type checker."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                names = (n for n in ast.walk(target) if isinstance(n, ast.Name))
                yield from (n.id for n in names if isinstance(n.ctx, ast.Store))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif node.__class__.__name__ == "TypeAlias":  # there since Python 3.12
            yield node.name.id  # type: ignore[attr-defined]


def _listed(tree: ast.Module) -> set[str] | None:
    """Return the names that ``__all__`` lists, as far as they stand there; None without one."""
    found: set[str] | None = None
    for node in tree.body:
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        else:
            continue
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            strings = ast.walk(node.value) if node.value is not None else ()
            names = {n.value for n in strings if isinstance(n, ast.Constant)}
            found = (found or set()) | {name for name in names if isinstance(name, str)}
    return found
