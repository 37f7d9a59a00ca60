"""Which binding a name in a module means (language reference 4.2).

One pass over the tree with an explicit stack, so that an expression nested a thousand deep is no
problem; names are resolved after it, when every binding is known.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from rezone.transforms.references.scope_tree import (
    COMPREHENSIONS,
    FUNCTIONS,
    Scope,
    ScopeTree,
    Statement,
    Use,
)

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_TYPING_CALLS = {"cast": (0,), "TypeVar": (1, 2, 3, 4, 5), "ForwardRef": (0,), "NewType": (1,)}


class At(NamedTuple):
    """Where the walk is: the scope, whether in an annotation, and inside which string."""

    scope: Scope
    annotation: bool = False
    inside: ast.Constant | ast.JoinedStr | None = None

    def plainly(self, scope: Scope | None = None) -> At:
        """The same place outside annotations, in *scope* if given."""
        return At(scope or self.scope, False, self.inside)


class _Walker:
    def __init__(self, tree: ast.Module) -> None:
        self.module = Scope(tree)
        self.scopes = [self.module]
        self.uses: list[Use] = []
        self.bound: list[tuple[Scope, str, Statement | None, ast.alias | None]] = []
        self.stack: list[tuple[ast.AST, At]] = [(child, At(self.module)) for child in tree.body]
        self.handlers: dict[type[ast.AST], Callable[[Any, At], None]] = {
            ast.Name: self.name,
            ast.Attribute: self.attribute,
            ast.Import: self.import_,
            ast.ImportFrom: self.import_,
            ast.FunctionDef: self.function,
            ast.AsyncFunctionDef: self.function,
            ast.Lambda: self.lambda_,
            ast.ClassDef: self.class_,
            **dict.fromkeys(COMPREHENSIONS, self.comprehension),
            ast.NamedExpr: self.named,
            ast.Global: self.declaration,
            ast.Nonlocal: self.declaration,
            ast.AnnAssign: self.annotated,
            ast.Constant: self.constant,
            ast.Subscript: self.subscript,
            ast.JoinedStr: self.joined,
            ast.Call: self.call,
            ast.ExceptHandler: self.capture,
            ast.MatchAs: self.capture,
            ast.MatchStar: self.capture,
            ast.MatchMapping: self.capture,
        }

    def run(self) -> ScopeTree:
        while self.stack:
            node, at = self.stack.pop()
            visit = self.handlers.get(type(node))
            if visit is None:
                self.push(ast.iter_child_nodes(node), at)
            else:
                visit(node, at)
        self.settle()
        return ScopeTree(self.module, self.scopes, self.uses)

    def settle(self) -> None:
        """Enter every binding where it belongs, now that all declarations are known."""
        for found, name, statement, alias in self.bound:
            scope = found
            declared = scope.outside.get(name)
            if declared == "global":
                scope = self.module
            while declared == "nonlocal" and scope.parent is not None:
                scope = scope.parent
                if isinstance(scope.node, FUNCTIONS) and scope.outside.get(name) != "nonlocal":
                    break
            if scope is not found:
                scope.from_inside.add(name)
            if statement is None or alias is None:
                scope.others.add(name)
            else:
                scope.imports.setdefault(name, []).append((statement, alias))

    def push(self, nodes: Iterable[ast.AST | None], at: At) -> None:
        self.stack.extend((node, at) for node in nodes if node is not None)

    def open(self, node: ast.AST, scope: Scope) -> Scope:
        inner = Scope(node, scope)
        self.scopes.append(inner)
        return inner

    def bind(self, scope: Scope, name: str) -> None:
        self.bound.append((scope, name, None, None))

    def name(self, node: ast.Name, at: At) -> None:
        if not isinstance(node.ctx, ast.Store):  # what is deleted must be there
            self.uses.append(Use(at.scope, node, [], at.inside))
        if not isinstance(node.ctx, ast.Load):
            self.bind(at.scope, node.id)

    def attribute(self, node: ast.Attribute, at: At) -> None:
        chain = [node]
        base: ast.expr = node.value
        while isinstance(base, ast.Attribute):
            chain.append(base)
            base = base.value
        if isinstance(base, ast.Name):
            self.uses.append(Use(at.scope, base, chain[::-1], at.inside))
        else:
            self.stack.append((base, at.plainly()))

    def import_(self, node: Statement, at: At) -> None:
        for alias in node.names:
            if alias.name == "*":
                continue
            top = alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name
            self.bound.append((at.scope, alias.asname or top, node, alias))

    def parameters(self, arguments: ast.arguments, inner: Scope, at: At) -> list[ast.arg]:
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every += [arg for arg in (arguments.vararg, arguments.kwarg) if arg is not None]
        for argument in every:
            self.bind(inner, argument.arg)
        self.push([*arguments.defaults, *arguments.kw_defaults], at.plainly())
        return every

    def lambda_(self, node: ast.Lambda, at: At) -> None:
        inner = self.open(node, at.scope)
        self.parameters(node.args, inner, at)
        self.push([node.body], at.plainly(inner))

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, at: At) -> None:
        self.bind(at.scope, node.name)
        self.push(node.decorator_list, at.plainly())
        around = self.type_parameters(node, at.scope)
        inner = self.open(node, around)
        every = self.parameters(node.args, inner, at)
        self.push([argument.annotation for argument in every], At(around, True))
        self.push([node.returns], At(around, True))
        self.push(node.body, At(inner))

    def class_(self, node: ast.ClassDef, at: At) -> None:
        self.bind(at.scope, node.name)
        self.push(node.decorator_list, at.plainly())
        around = self.type_parameters(node, at.scope)
        self.push([*node.bases, *node.keywords], At(around))
        self.push(node.body, At(self.open(node, around)))

    def type_parameters(self, node: ast.stmt, scope: Scope) -> Scope:
        """Return the scope that type parameters open around a definition (PEP 695)."""
        parameters = getattr(node, "type_params", ())
        if not parameters:
            return scope
        inner = self.open(ast.Pass(), scope)
        for parameter in parameters:
            self.bind(inner, parameter.name)
            self.push(ast.iter_child_nodes(parameter), At(inner))
        return inner

    def comprehension(self, node: Comprehension, at: At) -> None:
        inner = self.open(node, at.scope)
        first, *rest = node.generators
        self.push([first.iter], at.plainly())
        self.push([first.target, *first.ifs], at.plainly(inner))
        for generator in rest:
            self.push([generator.iter, generator.target, *generator.ifs], at.plainly(inner))
        results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self.push(results, at.plainly(inner))

    def named(self, node: ast.NamedExpr, at: At) -> None:
        around = at.scope
        while around.is_comprehension and around.parent is not None:
            around = around.parent
        self.bind(around, node.target.id)
        self.push([node.value], at.plainly())

    def declaration(self, node: ast.Global | ast.Nonlocal, at: At) -> None:
        kind = "global" if isinstance(node, ast.Global) else "nonlocal"
        for name in node.names:
            at.scope.outside[name] = kind

    def annotated(self, node: ast.AnnAssign, at: At) -> None:
        self.push([node.target, node.value], at)
        self.push([node.annotation], At(at.scope, True))

    def constant(self, node: ast.Constant, at: At) -> None:
        """A string in an annotation is an expression (PEP 484, forward references)."""
        if not at.annotation or not isinstance(node.value, str):
            return
        try:
            expression = ast.parse(node.value.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return
        self.stack.append((expression, At(at.scope, True, at.inside or node)))

    def subscript(self, node: ast.Subscript, at: At) -> None:
        self.push([node.value], at.plainly())
        called = _called(node.value)
        if called == "Annotated" and isinstance(node.slice, ast.Tuple) and node.slice.elts:
            self.push(node.slice.elts[:1], at)
            self.push(node.slice.elts[1:], at.plainly())
        else:
            self.push([node.slice], at.plainly() if called == "Literal" else at)

    def joined(self, node: ast.JoinedStr, at: At) -> None:
        self.push(node.values, At(at.scope, False, at.inside or node))

    def call(self, node: ast.Call, at: At) -> None:
        typing = _TYPING_CALLS.get(_called(node.func), ())
        self.push([node.func], at.plainly())
        for position, argument in enumerate(node.args):
            self.push([argument], At(at.scope, position in typing, at.inside))
        for keyword in node.keywords:
            is_bound = bool(typing) and keyword.arg == "bound"
            self.push([keyword.value], At(at.scope, is_bound, at.inside))

    def capture(self, node: ast.AST, at: At) -> None:
        bound = getattr(node, "rest" if isinstance(node, ast.MatchMapping) else "name")
        if bound is not None:
            self.bind(at.scope, bound)
        self.push(ast.iter_child_nodes(node), at.plainly())


def _called(node: ast.expr) -> str:
    """Return the last segment of a called or subscripted name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def scopes_of(tree: ast.Module) -> ScopeTree:
    """Return the scopes of *tree* and every use of a name in it."""
    return _Walker(tree).run()
