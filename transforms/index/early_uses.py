"""The chains of attributes that a statement looks up while its module is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def early_chains(node: ast.stmt, deferred: bool) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Yield (name, attributes, 1-based line) of each chain in the expressions of *node* itself.

    Bodies of functions and lambdas run later, statements inside *node* are asked on their own,
    and annotations run now unless they are *deferred* (PEP 563).
    """
    stack: list[ast.AST] = list(_now(node, deferred))
    while stack:
        child = stack.pop()
        if isinstance(child, ast.Lambda):
            stack.extend(_defaults(child.args))
        elif isinstance(child, ast.Attribute):
            chain, base = [child.attr], child.value
            while isinstance(base, ast.Attribute):
                chain.append(base.attr)
                base = base.value
            if isinstance(base, ast.Name):
                yield base.id, tuple(reversed(chain)), child.lineno
            else:
                stack.append(base)
        elif not isinstance(child, ast.stmt):
            stack.extend(ast.iter_child_nodes(child))


def early_calls(node: ast.stmt, deferred: bool) -> Iterator[str]:
    """Yield the names that the expressions of *node* itself call, decorators among them."""
    stack: list[ast.AST] = list(_now(node, deferred))
    decorators = getattr(node, "decorator_list", ())
    yield from (each.id for each in decorators if isinstance(each, ast.Name))
    while stack:
        child = stack.pop()
        if isinstance(child, ast.Lambda):
            stack.extend(_defaults(child.args))
        elif not isinstance(child, ast.stmt):
            if isinstance(child, ast.Call) and isinstance(child.func, ast.Name):
                yield child.func.id
            stack.extend(ast.iter_child_nodes(child))


def _now(node: ast.stmt, deferred: bool) -> Iterator[ast.AST]:
    if isinstance(node, _FUNCTIONS):
        yield from node.decorator_list
        yield from _defaults(node.args)
        if not deferred:
            arguments = node.args
            for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
                yield from filter(None, [argument.annotation])
            yield from filter(None, [node.returns])
    elif isinstance(node, ast.Try) or type(node).__name__ == "TryStar":
        return  # what its handlers catch is looked up when something fails
    elif isinstance(node, ast.AnnAssign) and deferred:
        yield node.target
        yield from filter(None, [node.value])
    else:
        yield from (
            child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt)
        )


def _defaults(arguments: ast.arguments) -> Iterator[ast.AST]:
    yield from arguments.defaults
    yield from filter(None, arguments.kw_defaults)
