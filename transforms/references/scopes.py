"""Which binding a name in a module means (language reference 4.2).

One pass over the tree with an explicit stack, so that an expression nested a thousand deep is no
problem; names are resolved after it, when every binding is known.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Statement = ast.Import | ast.ImportFrom
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_TYPING_CALLS = {"cast": (0,), "TypeVar": (1, 2, 3, 4, 5), "ForwardRef": (0,), "NewType": (1,)}


@dataclass(eq=False, slots=True)
class Scope:
    """A block with names of its own: module, class, function or comprehension."""

    node: ast.AST
    parent: Scope | None = None
    imports: dict[str, list[tuple[Statement, ast.alias]]] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    outside: dict[str, str] = field(default_factory=dict)
    """Names declared ``global`` or ``nonlocal`` here."""

    @property
    def is_class(self) -> bool:
        """Say whether names bound here are invisible to the functions inside."""
        return isinstance(self.node, ast.ClassDef)

    @property
    def is_comprehension(self) -> bool:
        """Say whether an assignment expression in here binds in the scope around."""
        return isinstance(self.node, COMPREHENSIONS)

    def binds(self, name: str) -> bool:
        """Say whether *name* is bound in this very scope."""
        return name in self.imports or name in self.others


@dataclass(eq=False, slots=True)
class Use:
    """A name, with the attributes taken of it, as written in one place.

    *attributes* are the attribute nodes around the name, innermost first.  *inside* is the string
    annotation or f-string that holds the use; positions of nodes in it are not those of the file.
    """

    scope: Scope
    name: ast.Name
    attributes: list[ast.Attribute]
    inside: ast.Constant | ast.JoinedStr | None = None

    @property
    def dotted(self) -> str:
        """The whole chain as text: ``a.b.c``."""
        return ".".join([self.name.id, *(node.attr for node in self.attributes)])

    @property
    def is_early(self) -> bool:
        """Say whether the use happens while the module is imported, outside every function."""
        scope: Scope | None = self.scope
        while scope is not None and not isinstance(scope.node, FUNCTIONS):
            scope = scope.parent
        return scope is None and not isinstance(self.inside, ast.Constant)

    @property
    def is_load(self) -> bool:
        """Say whether the chain is only read, not assigned or deleted."""
        outermost = self.attributes[-1] if self.attributes else self.name
        return isinstance(outermost.ctx, ast.Load)


@dataclass(eq=False, slots=True)
class ScopeTree:
    """Every scope of a module, and every use of a name in it."""

    module: Scope
    scopes: list[Scope]
    uses: list[Use]

    def owner(self, name: str, scope: Scope) -> Scope | None:
        """Return the scope whose binding *name* means in *scope*; None: a builtin or nothing."""
        declared = scope.outside.get(name)
        if declared == "global":
            return self.module if self.module.binds(name) else None
        if declared is None and scope.binds(name):
            return scope
        outer = scope.parent
        while outer is not None:
            if not outer.is_class and name not in outer.outside and outer.binds(name):
                return outer
            if outer.outside.get(name) == "global":
                return self.module if self.module.binds(name) else None
            outer = outer.parent
        return None

    def between(self, inner: Scope, outer: Scope) -> list[Scope]:
        """Return the scopes from *inner* up to, and without, *outer*."""
        path: list[Scope] = []
        scope: Scope | None = inner
        while scope is not None and scope is not outer:
            path.append(scope)
            scope = scope.parent
        return path

    def identifiers(self) -> set[str]:
        """Return every name that is bound or used anywhere in the module."""
        names = {use.name.id for use in self.uses}
        for scope in self.scopes:
            names |= scope.imports.keys() | scope.others | scope.outside.keys()
        return names


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
        if isinstance(node.ctx, ast.Load):
            self.uses.append(Use(at.scope, node, [], at.inside))
        else:
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
        if not at.annotation or not isinstance(node.value, str) or at.inside is not None:
            return
        try:
            expression = ast.parse(node.value.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return
        self.stack.append((expression, At(at.scope, False, node)))

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
