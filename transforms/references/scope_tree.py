"""The scopes of a module and the uses of names in them."""

from __future__ import annotations

import ast

from msgspec import Struct, field

Statement = ast.Import | ast.ImportFrom
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Scope(Struct, eq=False):
    """A block with names of its own: module, class, function or comprehension."""

    node: ast.AST
    parent: Scope | None = None
    imports: dict[str, list[tuple[Statement, ast.alias]]] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    outside: dict[str, str] = field(default_factory=dict)
    """Names declared ``global`` or ``nonlocal`` here."""
    from_inside: set[str] = field(default_factory=set)
    """Names bound by a function inside, which declares them so."""

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


class Use(Struct, eq=False):
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


class ScopeTree(Struct, eq=False):
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
