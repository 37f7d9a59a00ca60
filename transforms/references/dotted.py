"""Uses of modules through attributes: ``a.b.c.f`` after ``import a.b.c``, ``utils.text.f``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from rezone.transforms.names import is_within
from rezone.transforms.references.imports import Imported, ImportReference
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.scope_tree import Scope, ScopeTree, Use


@dataclass(frozen=True, slots=True)
class Binding:
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


@dataclass(frozen=True, slots=True)
class DottedUse:
    """A use of a binding: the first *count* attributes lead to the module *module*."""

    use: Use
    binding: Binding
    module: str
    new_module: str
    count: int


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
    for reference in references:
        for imported in reference.names:
            bound = bound_module(imported, resolver)
            if bound is None or not resolver.leads_to_moved(bound[0]):
                continue
            if bound[2] or resolver.names.splits(resolver.canonical(bound[0])):
                return True
            if resolver.canonical(bound[0]) != bound[0]:
                return True
    return False


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
            sources = [by_alias[id(alias)] for _, alias in entries if id(alias) in by_alias]
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
        yield DottedUse(use, binding, module, resolver.destination(module), count)


def _stop_at_reexport(
    binding: Binding, attributes: list[str], imported: list[str], resolver: Resolver
) -> int:
    """Return how far the chain goes before a package's own re-export of its submodule.

    ``from . import b`` in ``a/__init__.py`` keeps ``a.b`` alive as an attribute after ``a.b`` has
    moved, so a chain that nothing else imported goes through it and stays as it is.
    """
    current = binding.module
    for position, attribute in enumerate(attributes):
        package, current = current, f"{current}.{attribute}"
        kept = resolver.namespaces.binds_own(resolver.canonical(package), attribute)
        explicit = any(is_within(name, current) for name in imported)
        stays, new = f"{resolver.destination(package)}.{attribute}", resolver.destination(current)
        # Where the module goes below its own old name, the re-export hides the package it is in.
        hides = new.startswith(stays + ".")
        if kept and new != stays and (hides or not explicit):
            return position
    return len(attributes)


def is_written(use: DottedUse) -> bool:
    """Say whether the module itself is assigned or deleted, not something in it."""
    attributes = use.use.attributes
    return 0 < use.count == len(attributes) and not isinstance(attributes[-1].ctx, ast.Load)
