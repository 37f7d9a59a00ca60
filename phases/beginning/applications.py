"""Web applications among the modules of a program."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from rezone.transforms.names import last

_MAKERS = frozenset(
    {"FastAPI", "Flask", "Starlette", "get_asgi_application", "get_wsgi_application"}
)
"""What makes an application of the frameworks that the check `api` knows."""
_SIGNS = tuple(f"{maker}(".encode() for maker in sorted(_MAKERS))


def guess_apps(
    modules: Iterable[tuple[str, str]], read: Callable[[str], bytes | None]
) -> tuple[str, ...]:
    """Return the applications of *modules* as ``module:attribute``.

    An application is a variable at the top of a module, or, in a module without one, a function
    that can be called without arguments and makes one.

    Args:
        modules: qualified name and path of each.
        read: the content of the file at a path, None where it cannot be read.
    """
    found: list[str] = []
    for name, path in sorted(modules):
        content = read(path) or b""
        if any(sign in content for sign in _SIGNS):
            try:
                tree = ast.parse(content)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            found += [f"{name}:{attribute}" for attribute in _variables(tree) or _factories(tree)]
    return tuple(found)


def _variables(tree: ast.Module) -> list[str]:
    return [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and _makes(node.value)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    ]


def _factories(tree: ast.Module) -> list[str]:
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not _required(node.args)
        if any(_makes(expression) for expression in _values(node))
    ]


def _values(function: ast.FunctionDef) -> Iterator[ast.expr | None]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.Return):
            yield node.value


def _required(arguments: ast.arguments) -> bool:
    positional = len(arguments.posonlyargs) + len(arguments.args)
    return positional > len(arguments.defaults) or None in arguments.kw_defaults


def _makes(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Call) and last(ast.unparse(node.func)) in _MAKERS
