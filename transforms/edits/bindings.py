"""What the statements that bind a name and the uses of that name become, decided together.

``import a.b.c`` binds ``a`` (language reference 7.11): when ``a.b.c`` moves, each chain follows
the new name, what else hangs on ``a`` keeps what it needs imported, and a new top name that would
clash with another name of the file is imported under an alias of its own.
"""

from __future__ import annotations

import builtins
from collections import defaultdict

from rezone.transforms.edits.binding_order import is_before, nearness, sinks
from rezone.transforms.edits.binding_plan import BindingPlan, drop_repeats
from rezone.transforms.names import is_within, top
from rezone.transforms.records import replace
from rezone.transforms.references.dotted import Binding, DottedUse, is_written
from rezone.transforms.references.imports import Imported
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.scope_tree import Scope, ScopeTree


class _Planner:
    def __init__(
        self, tree: ScopeTree, resolver: Resolver, taken: set[str], submodules: frozenset[str]
    ) -> None:
        self.tree = tree
        self.resolver = resolver
        self.taken = taken | submodules
        self.submodules = submodules
        self.kept: set[tuple[int, str]] = set()
        """The names, by scope, that stay bound to what their module becomes."""

    def plan(self, binding: Binding, uses: list[DottedUse]) -> BindingPlan:
        plan = BindingPlan()
        if self.keeps_local(binding, uses):
            binding = self._keep_local(binding, plan)
        following, staying = self._part(binding, uses, plan)
        following = self._through_local(binding, following, plan)
        wanted: dict[str, DottedUse] = {}
        for use in sorted(following, key=lambda use: (not use.use.is_early, use.use.name.lineno)):
            wanted.setdefault(use.new_module, use)
        loaded = [imported.new_module for _, imported in binding.plain_sources]
        self._choose_names(binding, following, plan)
        self._import_missing(binding, wanted, loaded, plan)
        self._keep_loaded(binding, staying, loaded, plan)
        for use in following:
            plan.uses.append((use, self._expression(use, plan)))
        return plan

    def keeps_local(self, binding: Binding, uses: list[DottedUse]) -> bool:
        """Say whether the name that ``import a.b`` binds must stay, for what ``a`` becomes."""
        if not binding.plain or binding.new_module == binding.module:
            return False
        return (
            binding.rebound
            or binding.declared
            or any(
                use.use.is_early and sinks(binding, binding.module, binding.new_module)
                for use in uses
            )
        )

    def _keep_local(self, binding: Binding, plan: BindingPlan) -> Binding:
        """Bind the old name to the new module: something else assigns that name as well."""
        plan.aliases[binding.new_module] = binding.local
        statements: dict[int, list[Imported]] = defaultdict(list)
        for reference, imported in sorted(binding.plain_sources, key=lambda s: s[0].node.lineno):
            statements[id(reference.node)].append(imported)
        always = {id(node) for node in getattr(binding.scope.node, "body", ())}
        is_bound = False
        for node, names in statements.items():
            binds = any(imported.module == binding.module for imported in names)
            if not binds and not is_bound:
                plan.after[id(names[-1].alias)].append(binding.new_module)
            is_bound |= node in always and not (binding.rebound or binding.declared)
        return replace(binding, plain=False)

    def _part(
        self, binding: Binding, uses: list[DottedUse], plan: BindingPlan
    ) -> tuple[list[DottedUse], list[DottedUse]]:
        """Return the uses that are written otherwise afterwards, and those that stay."""
        following: list[DottedUse] = []
        staying: list[DottedUse] = []
        for use in uses:
            as_bound = use.new_module
            if not binding.plain:
                tail = use.module[len(binding.module) :]
                as_bound = binding.new_module + tail
                stays = use.new_module == as_bound
            else:
                stays = use.new_module == use.module
            if stays:
                staying.append(use)
            elif is_written(use):
                plan.blocked.append((use, "the module itself is assigned or deleted"))
                staying.append(use)
            elif binding.declared:
                plan.blocked.append((use, f"{binding.local} is declared global or nonlocal"))
                staying.append(use)
            elif binding.rebound and use.count == 0:
                plan.blocked.append((use, f"{binding.local} is bound in several ways"))
                staying.append(use)
            else:
                following.append(use)
        return following, staying

    def _through_local(
        self, binding: Binding, following: list[DottedUse], plan: BindingPlan
    ) -> list[DottedUse]:
        """Let uses go on through the local name where it still leads there; return the others.

        After ``from a import b`` the module ``a.b.new.c`` is ``b.new.c``: whoever loaded it under
        its old name loads it now, and no new name is bound.
        """
        others = []
        for use in following:
            if use.symbol:  # nobody has loaded its new home under the old name
                others.append(use)
                continue
            leads = not binding.plain_sources and is_within(use.new_module, binding.new_module)
            if leads and not (use.use.is_early and sinks(binding, use.module, use.new_module)):
                tail = use.new_module[len(binding.new_module) :]
                plan.uses.append((use, binding.local + tail))
            else:
                others.append(use)
        return others

    def _choose_names(
        self, binding: Binding, following: list[DottedUse], plan: BindingPlan
    ) -> None:
        """Give an alias to each new module whose top name means something else here."""
        modules = {use.new_module for use in following}
        modules |= {imported.new_module for _, imported in binding.plain_sources}
        for module in sorted(modules - plan.aliases.keys()):
            root = top(module)
            reaching = [use for use in following if use.new_module == module]
            fails = any(use.use.is_early and sinks(binding, use.module, module) for use in reaching)
            if root == binding.local and binding.plain and not fails:
                continue
            if fails or self._clashes(root, binding.scope, [use.use.scope for use in reaching]):
                plan.aliases[module] = self._fresh(module)

    def _clashes(self, root: str, scope: Scope, places: list[Scope]) -> bool:
        if root in scope.others or (scope is self.tree.module and root in self.submodules):
            return True
        if (id(scope), root) in self.kept:
            return True
        for statement, alias in scope.imports.get(root, ()):
            if alias.asname is not None or not _is_plain(statement):
                return True
        for place in places:
            inner = self.tree.between(place, scope)
            if any(s.binds(root) and not (s.is_class and s is not place) for s in inner):
                return True
        if scope.imports.get(root):
            return False
        return any(
            use.name.id == root
            and self._encloses(scope, use.scope)
            and (
                self.tree.owner(root, use.scope) not in (None, scope)
                or (self.tree.owner(root, use.scope) is None and hasattr(builtins, root))
            )
            and not any(s.binds(root) for s in self.tree.between(use.scope, scope))
            for use in self.tree.uses
        )

    def _encloses(self, outer: Scope, inner: Scope | None) -> bool:
        while inner is not None and inner is not outer:
            inner = inner.parent
        return inner is outer

    def _fresh(self, module: str) -> str:
        parts = module.split(".")
        for count in range(1, len(parts) + 1):
            name = "_".join(parts[-count:])
            if name not in self.taken:
                break
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return name

    def _import_missing(
        self, binding: Binding, wanted: dict[str, DottedUse], loaded: list[str], plan: BindingPlan
    ) -> None:
        for new, first in sorted(wanted.items(), key=lambda item: item[0]):
            old = first.module
            if new in plan.aliases:
                is_there = any(
                    imported.new_module == new and not is_before(first, reference)
                    for reference, imported in binding.plain_sources
                )
            else:
                open_names = (name for name in loaded if name not in plan.aliases)
                is_there = any(is_within(name, new) for name in open_names)
                is_there = is_there or self._is_loaded_by_others(binding, old, new, loaded)
            if is_there:
                continue
            for source in self._nearest(binding, old):
                plan.after[source].append(new)
            loaded.append(new)

    def _is_loaded_by_others(self, binding: Binding, old: str, new: str, loaded: list[str]) -> bool:
        """Say whether ``a.b`` after a bare ``import a`` is left to whoever loads it, as before.

        They name the new place now, and so bind it in the same package at the same time, be it
        the same ``a`` or what all of ``a`` is called now.  That does not hold where what lies
        below goes elsewhere: ``import a.b.c`` loaded ``a.b`` too.
        """
        if not binding.plain:
            return False
        sources = [imported for _, imported in binding.plain_sources]
        is_in_place = top(new) == binding.local and binding.local in map(top, loaded)
        is_along = any(
            is_within(old, each.module) and new == each.new_module + old[len(each.module) :]
            for each in sources
        )
        return (
            (is_in_place or is_along)
            and not any(is_within(each.module, old) for each in sources)
            and self.resolver.moves_whole(old)
        )

    def _nearest(self, binding: Binding, old: str) -> list[int]:
        """Return the ids of the import names beside which *old*'s new import belongs.

        Of those that load it, else lead closest to it, the first one that always runs, and all
        before that.
        """
        near = [nearness(imported.qualified, old) for _, imported in binding.sources]
        always = {id(node) for node in getattr(binding.scope.node, "body", ())}
        found = []
        for (reference, imported), how in zip(binding.sources, near, strict=True):
            if how == max(near):
                found.append(id(imported.alias))
                if how == 0 or id(reference.node) in always:
                    break
        return found

    def _keep_loaded(
        self, binding: Binding, staying: list[DottedUse], loaded: list[str], plan: BindingPlan
    ) -> None:
        """Keep importing what the uses that stay reach through the old name."""
        if not binding.plain:
            return
        available = [name for name in loaded if name not in plan.aliases]
        for use in sorted(staying, key=lambda u: -u.count):
            needed = use.module
            while needed and self.resolver.moves(needed):
                needed = needed.rpartition(".")[0]
            if not needed:
                continue
            sources = binding.plain_sources
            while "." in needed and not any(is_within(s[1].module, needed) for s in sources):
                needed = needed.rpartition(".")[0]  # what lies below was loaded by someone else
            source = next((s for s in sources if is_within(s[1].module, needed)), None)
            if source is None and any(top(name) == binding.local for name in available):
                continue
            needed = needed if source is not None else binding.local
            if any(is_within(name, needed) for name in available):
                continue
            chosen = source or sources[0]
            plan.before[id(chosen[1].alias)].append(needed)
            available.append(needed)

    def _expression(self, use: DottedUse, plan: BindingPlan) -> str:
        for module in sorted(plan.aliases, key=len, reverse=True):
            if is_within(use.new_module, module):
                return plan.aliases[module] + use.new_module[len(module) :]
        return use.new_module


def _is_plain(statement: object) -> bool:
    return type(statement).__name__ == "Import"


def plan_bindings(
    tree: ScopeTree, bindings: list[Binding], uses: list[DottedUse], resolver: Resolver
) -> list[BindingPlan]:
    """Decide what each of *bindings* and all its *uses* become."""
    # A name that an `__init__` binds takes the place of the submodule of that name.
    now = next((b.sources[0][0].now for b in bindings), None)
    submodules = resolver.submodules_after(now.name) if now and now.is_package else frozenset()
    tops = {top(i.new_module) for binding in bindings for _, i in binding.plain_sources}
    planner = _Planner(tree, resolver, tree.identifiers() | tops, submodules)
    by_binding: dict[int, list[DottedUse]] = defaultdict(list)
    for use in uses:
        by_binding[id(use.binding)].append(use)
    for binding in bindings:
        if planner.keeps_local(binding, by_binding[id(binding)]):
            planner.kept.add((id(binding.scope), binding.local))
    plans = [planner.plan(binding, by_binding[id(binding)]) for binding in bindings]
    drop_repeats(tree, bindings, plans)
    return plans
