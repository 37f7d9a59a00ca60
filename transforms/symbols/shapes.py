"""What a statement says, apart from where it stands: its syntax with names for what they mean.

A name of the module or of outside becomes the qualified name of what it means, with the
attributes taken of it; a local name stays what it is.  Two statements in two modules that have the
same shape do the same.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from rezone.transforms.index.namespace import absolute
from rezone.transforms.references.scope_tree import Use
from rezone.transforms.symbols.module_text import ModuleText, Symbols

Shape = object


@dataclass(frozen=True, eq=False)
class Shapes:
    """The shapes of the statements of one module; *symbols* say where its own names go.

    *renamed* are strings that name what is called otherwise afterwards: (old, new).
    """

    module: ModuleText
    symbols: Symbols
    renamed: dict[str, str] = field(default_factory=dict)

    def of(self, node: ast.stmt) -> Shape:
        """Return the shape of a top-level statement, an import's excepted."""
        target = _target(node)
        return (target and self._own(target.id), self._node(node, top=True))

    def runtime(self, node: ast.stmt) -> list[bool]:
        """Return of each use in *node*, in order, whether the name is bound at run time."""
        return [self._is_bound(use) for use in self.module.uses_in([node])]

    def _is_bound(self, use: Use) -> bool:
        return not self.module.is_typing_only(use.name.id)

    @cached_property
    def _uses(self) -> dict[int, Use]:
        return {id(use.name): use for use in self.module.names.scopes.uses if use.inside is None}

    @cached_property
    def _inside(self) -> dict[int, list[Use]]:
        found: dict[int, list[Use]] = {}
        for use in self.module.names.scopes.uses:
            if isinstance(use.inside, ast.Constant):
                found.setdefault(id(use.inside), []).append(use)
        return found

    def _node(self, node: object, top: bool = False) -> Shape:
        if isinstance(node, list):
            return [self._node(child) for child in node]
        if not isinstance(node, ast.AST):
            return (type(node).__name__, node)
        if isinstance(node, ast.Name | ast.Attribute):
            meant = self._chain(node)
            if meant is not None:
                return ("name", meant, type(node.ctx).__name__)
        if isinstance(node, ast.ImportFrom):
            return self._import(node)
        if isinstance(node, ast.Constant) and id(node) in self._inside:
            return ("annotation", [self._meant(use) for use in self._inside[id(node)]])
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return ("string", self.renamed.get(node.value, node.value), node.kind)
        parts = [(name, self._node(getattr(node, name, None))) for name in node._fields]
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and top:
            parts.append(("qualified", self._own(node.name)))
            parts = [part for part in parts if part[0] != "name"]
        if isinstance(node, ast.Global):
            parts = [("names", [self._own(name) for name in node.names])]
        return (type(node).__name__, parts)

    def _import(self, node: ast.ImportFrom) -> Shape:
        module = absolute(node.module, node.level, self.module.here.package)
        return ("from", module, [(alias.name, alias.asname) for alias in node.names])

    def _own(self, name: str) -> str:
        home = self.module.name
        return ".".join(self.symbols.get((home, name), (home, name)))

    def _chain(self, node: ast.Name | ast.Attribute) -> str | None:
        """Return what a name and the attributes taken of it mean, None for any other base."""
        attributes: list[str] = []
        base: ast.expr = node
        while isinstance(base, ast.Attribute):
            attributes.append(base.attr)
            base = base.value
        if not isinstance(base, ast.Name):
            return None
        use = self._uses.get(id(base))
        if use is None:
            meant = "" if id(base) in self._targets else f"bound {base.id}"
        else:
            meant = self._root(use)
        return ".".join([meant, *reversed(attributes)])

    @cached_property
    def _targets(self) -> frozenset[int]:
        return frozenset(id(_target(node)) for node in self.module.tree.body)

    def _meant(self, use: Use) -> str:
        return ".".join([self._root(use), *(node.attr for node in use.attributes)])

    def _root(self, use: Use) -> str:
        owner, name = self.module.names.owner(use), use.name.id
        if owner is None:
            star = self.module.star(name)
            return f"{star}.{name}" if star else f"free {name}"
        if owner is not self.module.scope:
            return f"local {name}"
        return self.module.meaning(name, self.symbols) or name


def _target(node: ast.stmt) -> ast.Name | None:
    """Return the one name that a plain assignment binds."""
    targets = getattr(node, "targets", [getattr(node, "target", getattr(node, "name", None))])
    return targets[0] if len(targets) == 1 and isinstance(targets[0], ast.Name) else None


def first_bound(module: ModuleText) -> dict[str, int]:
    """Return the place of the first top-level statement that binds each name at run time."""
    from rezone.transforms.symbols.definitions import names_bound

    found: dict[str, int] = {}
    for place, node in enumerate(module.tree.body):
        for name in names_bound(node) if node not in module.typing_blocks else ():
            found.setdefault(name, place)
    return found


def too_early(module: ModuleText) -> Iterator[tuple[ast.stmt, str]]:
    """Yield (statement, name) where a name of the module is read before anything binds it."""
    bound = first_bound(module)
    places = {id(node): place for place, node in enumerate(module.tree.body)}
    for use in module.uses_in(module.tree.body):
        if not module.is_early(use) or module.names.owner(use) is not module.scope:
            continue
        top = module.statement_of(use)
        if bound.get(use.name.id, len(places)) >= places[id(top)]:
            yield top, use.name.id
