"""Uses of modules through attributes: ``a.b.c.f`` after ``import a.b.c``, ``utils.text.f``."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from msgspec import Struct

from rezone.transforms.names import is_within, parent
from rezone.transforms.references.imports import Imported, ImportReference
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.scope_tree import Scope, ScopeTree, Use

BY_STRING = frozenset({"setattr", "getattr", "hasattr", "delattr", "object"})
"""Calls that take an object and the name of an attribute; ``object`` is that of ``mock.patch``."""


class Binding(Struct, frozen=True):
    """A local name bound to a module by the import statements of one scope.

    *module* is the module the name is bound to; for ``import a.b.c`` that is ``a`` and *plain*
    is true.  *sources* are the statements that bind it; *rebound*: something else binds it too;
    *declared*: a function binds it that declares it ``global`` or ``nonlocal``.
    """

    scope: Scope
    local: str
    module: str
    new_module: str
    plain: bool
    sources: tuple[tuple[ImportReference, Imported], ...]
    rebound: bool
    declared: bool = False

    @property
    def plain_sources(self) -> tuple[tuple[ImportReference, Imported], ...]:
        """Those of its sources that read ``import a`` or ``import a.b.c``."""
        return tuple(
            (reference, imported)
            for reference, imported in self.sources
            if not imported.name and imported.alias.asname is None
        )


class DottedUse(Struct, frozen=True):
    """A use of a binding: the first *count* attributes lead to the module *module*.

    *symbol* is what moves out of that module to *new_module*, where it is *new_symbol*: the next
    attribute, or the string *named* that says it (``setattr(module, "Symbol", …)``).
    """

    use: Use
    binding: Binding
    module: str
    new_module: str
    count: int
    symbol: str = ""
    new_symbol: str = ""
    named: ast.Constant | None = None

    @property
    def has_attribute(self) -> bool:
        """Say whether the symbol is the next attribute of the chain."""
        return bool(self.symbol) and self.named is None

    @property
    def old(self) -> str:
        """The qualified name of the module, or of the symbol in it."""
        return f"{self.module}.{self.symbol}" if self.symbol else self.module

    @property
    def new(self) -> str:
        """The qualified name of the same afterwards."""
        return f"{self.new_module}.{self.new_symbol}" if self.symbol else self.new_module

    def after(self) -> str:
        """Return the whole chain as it is named afterwards."""
        rest = [node.attr for node in self.use.attributes[self.count :]]
        if self.has_attribute:
            rest[0] = self.new_symbol
        return ".".join([self.new_module, *rest])


def bound_module(imported: Imported, resolver: Resolver) -> tuple[str, str, bool] | None:
    """Return (module, module afterwards, plain) that the name binds, None for no module."""
    if not imported.name:
        if imported.alias.asname is None:
            root = imported.module.partition(".")[0]
            return root, resolver.destination(root), True
        return imported.module, imported.new_module, False
    if resolver.leads_to_moved(imported.module) and resolver.is_submodule(
        imported.module, imported.name
    ):
        return imported.qualified, imported.new_qualified, False
    return None


def needs_scopes(references: list[ImportReference], resolver: Resolver) -> bool:
    """Say whether a name these imports bind can reach a moved module through attributes."""
    return any(
        is_plain
        or resolver.names.splits(resolver.canonical(module))
        or resolver.canonical(module) != module
        for module, _, is_plain in ways_to_moved(references, resolver)
    )


def ways_to_moved(
    references: list[ImportReference], resolver: Resolver
) -> Iterator[tuple[str, str, bool]]:
    """Yield what `bound_module` says of the names from which attributes lead to what moves."""
    for reference in references:
        for imported in reference.names:
            bound = bound_module(imported, resolver)
            if bound is not None and resolver.leads_to_moved(bound[0]):
                yield bound


def bindings_of(
    tree: ScopeTree, references: list[ImportReference], resolver: Resolver
) -> list[Binding]:
    """Return the local names through which a moved module can be reached."""
    by_alias = {
        id(imported.alias): (reference, imported)
        for reference in references
        for imported in reference.names
    }
    found: list[Binding] = []
    for scope in tree.scopes:
        for local, entries in scope.imports.items():
            ordered = sorted(entries, key=lambda entry: (entry[0].lineno, entry[0].col_offset))
            sources = [by_alias[id(alias)] for _, alias in ordered if id(alias) in by_alias]
            modules = {bound_module(imported, resolver) for _, imported in sources}
            known = [bound for bound in modules if bound is not None]
            if len(known) == 0 or not any(resolver.leads_to_moved(bound[0]) for bound in known):
                continue
            module, new_module, plain = min(known, key=lambda bound: (not bound[2], bound))
            rebound = local in scope.others or len(modules) > 1 or len(sources) < len(entries)
            declared = local in scope.from_inside
            found.append(
                Binding(scope, local, module, new_module, plain, tuple(sources), rebound, declared)
            )
    return found


def dotted_uses(
    tree: ScopeTree, bindings: list[Binding], resolver: Resolver
) -> Iterator[DottedUse]:
    """Yield every use of *bindings* with the module it leads to."""
    by_local: dict[str, list[Binding]] = {}
    named = named_attributes(tree) if resolver.names.symbols else {}
    for binding in bindings:
        by_local.setdefault(binding.local, []).append(binding)
    for use in tree.uses:
        candidates = by_local.get(use.name.id)
        if not candidates:
            continue
        owner = tree.owner(use.name.id, use.scope)
        matching = [binding for binding in candidates if binding.scope is owner]
        if not matching:
            continue
        binding = matching[0]
        attributes = [node.attr for node in use.attributes]
        imported = [source.qualified for _, source in binding.sources]
        count = resolver.longest_module(binding.module, attributes, imported)
        count = _stop_at_reexport(binding, attributes[:count], imported, resolver)
        module = ".".join([binding.module, *attributes[:count]])
        yield _symbol_use(use, binding, module, count, named, resolver) or DottedUse(
            use, binding, module, resolver.destination(module), count
        )


def _symbol_use(
    use: Use,
    binding: Binding,
    module: str,
    count: int,
    named: Mapping[int, ast.Constant],
    resolver: Resolver,
) -> DottedUse | None:
    """Return the use of a symbol that moves out of *module*, None where none is used."""
    attributes, says = use.attributes, None
    if count < len(attributes):
        symbol = attributes[count].attr
    else:
        says = named.get(id(attributes[-1] if attributes else use.name))
        symbol = "" if says is None else str(says.value)
    moved = resolver.symbol(module, symbol) if symbol else None
    return moved and DottedUse(use, binding, module, moved[0], count, symbol, moved[1], says)


def named_attributes(tree: ScopeTree, calls: frozenset[str] = BY_STRING) -> dict[int, ast.Constant]:
    """Return id of an expression → the string that names an attribute of it, in one of *calls*."""
    found = {}
    for node in ast.walk(tree.module.node):
        if isinstance(node, ast.Call) and len(node.args) > 1:
            called, says = node.func, node.args[1]
            name = getattr(called, "attr", getattr(called, "id", ""))
            if name in calls and isinstance(says, ast.Constant) and type(says.value) is str:
                found[id(node.args[0])] = says
    return found


def _stop_at_reexport(
    binding: Binding, attributes: list[str], imported: list[str], resolver: Resolver
) -> int:
    """Return how far the chain goes before a package's own re-export of its submodule.

    ``from . import b`` in ``a/__init__.py`` keeps ``a.b`` alive as an attribute after ``a.b`` has
    moved, so a chain that nothing else imported goes through it and stays as it is.  Where the
    module only gets another name in ``a``, that import makes the new one an attribute as well.
    """
    current = binding.module
    for position, attribute in enumerate(attributes):
        package, current = current, f"{current}.{attribute}"
        kept = resolver.namespaces.binds_own(resolver.canonical(package), attribute)
        explicit = any(is_within(name, current) for name in imported)
        stays, new = f"{resolver.destination(package)}.{attribute}", resolver.destination(current)
        # Where the module goes below its own old name, the re-export hides the package it is in.
        hides = new.startswith(stays + ".")
        renamed = parent(new) == parent(stays)
        if kept and new != stays and (hides or not (explicit or renamed)):
            return position
    return len(attributes)


def is_written(use: DottedUse) -> bool:
    """Say whether the module itself is assigned or deleted, not something in it."""
    attributes = use.use.attributes
    return 0 < use.count == len(attributes) and not isinstance(attributes[-1].ctx, ast.Load)
