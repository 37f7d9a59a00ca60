"""The edits of one Python file, found in its syntax tree, kind by kind."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from rezone.transforms.edits.actions import (
    Edit,
    ImportEdit,
    NameEdit,
    Pin,
    StringEdit,
    TextEdit,
)
from rezone.transforms.edits.anchors import rewrite_anchors
from rezone.transforms.edits.app_labels import CONFIG, label_apps
from rezone.transforms.edits.binding_plan import BindingPlan
from rezone.transforms.edits.bindings import plan_bindings
from rezone.transforms.edits.chains import chain, prefix
from rezone.transforms.edits.clauses import clause_for, module_clause
from rezone.transforms.edits.package_data import rewrite_package_data
from rezone.transforms.edits.places import rewrite_places
from rezone.transforms.edits.python_text import FindMentions, PythonText
from rezone.transforms.edits.star_imports import clauses_for, missed_by_star
from rezone.transforms.edits.task_names import name_tasks
from rezone.transforms.names import top
from rezone.transforms.records import replace
from rezone.transforms.references.dotted import (
    DottedUse,
    bindings_of,
    dotted_uses,
    needs_scopes,
)
from rezone.transforms.references.dynamic_imports import dynamic_imports, may_import
from rezone.transforms.references.exports import broken_exports
from rezone.transforms.references.imports import (
    ImportReference,
    changes,
    import_nodes,
    resolve_import,
)
from rezone.transforms.references.mention import Mention
from rezone.transforms.references.model import Kind, Reference, Status, Tier
from rezone.transforms.references.own_names import own_names
from rezone.transforms.references.places import FILE
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.resources import anchors
from rezone.transforms.references.scope_tree import ScopeTree
from rezone.transforms.references.scopes import scopes_of
from rezone.transforms.references.source import SourceText


class FileEdits:
    """What is found in a file, and what becomes of it: *edits* and *references* grow call by call.

    Where the file *is_skimmed*, *tree* holds the import statements that matter and nothing else;
    then only `rewrite_names` may be asked, and nothing uses what moves through its package.
    """

    def __init__(
        self, source: SourceText, tree: ast.Module, resolver: Resolver, *, is_skimmed: bool = False
    ) -> None:
        self.source = source
        self.is_skimmed = is_skimmed
        self.resolver = resolver
        self.tree = tree
        self.here = resolver.index.here(source.path)
        self.now = resolver.after(self.here)
        resolved = (
            resolve_import(node, resolver, self.here, self.now) for node in import_nodes(self.tree)
        )
        self.imports = [reference for reference in resolved if reference is not None]
        self.edits: list[Edit] = []
        self.references: list[Reference] = []

    @cached_property
    def scopes(self) -> ScopeTree:
        """The scopes of the file and the uses in them."""
        return scopes_of(self.tree)

    def bound_annotations(self, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
        """Return where the string annotations stand whose names this file's imports explain."""
        bound = {
            imported.alias.asname or top(imported.name or imported.module)
            for reference in self.imports
            for imported in reference.names
        }
        if not any(top(mention.old) in bound for mention in mentions):
            return []
        return [
            self.source.span(use.inside)
            for use in self.scopes.uses
            if isinstance(use.inside, ast.Constant)
            and self.scopes.owner(use.name.id, use.scope) is not None
        ]

    def rewrite_names(self) -> None:
        """Find what import statements, and uses of what they bind, must say."""
        plans: dict[int, BindingPlan] = {}
        if not self.is_skimmed and needs_scopes(self.imports, self.resolver):
            scopes = self.scopes
            bindings = bindings_of(scopes, self.imports, self.resolver)
            uses = list(dotted_uses(scopes, bindings, self.resolver))
            decided = plan_bindings(scopes, bindings, uses, self.resolver)
            for binding, plan in zip(bindings, decided, strict=True):
                for _, imported in binding.sources:
                    plans[id(imported.alias)] = plan
                self._uses(plan)
            self._uses_in_strings([use for plan in decided for use in plan.uses])
        for reference in self.imports:
            self._import(reference, plans)

    def _import(self, reference: ImportReference, plans: dict[int, BindingPlan]) -> None:
        own = [plans.get(id(imported.alias)) for imported in reference.names]
        before, after = [], []
        for imported, plan in zip(reference.names, own, strict=True):
            if plan is not None:
                before += [module_clause(m, plan) for m in plan.before.get(id(imported.alias), ())]
                after += [module_clause(m, plan) for m in plan.after.get(id(imported.alias), ())]
        if not changes(reference) and not before and not after:
            return
        clauses = tuple(
            clause_for(reference, imported, plan)
            for imported, plan in zip(reference.names, own, strict=True)
        )
        missed = list(missed_by_star(reference, self.imports))
        if not before and not after and not missed and all(clause is None for clause in clauses):
            return
        start, end = self.source.span(reference.node)
        before, after = (
            list(dict.fromkeys(before)),
            list(dict.fromkeys([*after, *clauses_for(reference, missed)])),
        )
        self.edits.append(ImportEdit(start, end, clauses, tuple(before), tuple(after)))
        kind = Kind.IMPORT if isinstance(reference.node, ast.Import) else Kind.FROM_IMPORT
        line, column = self.source.position(start)
        for imported, clause in zip(reference.names, clauses, strict=True):
            if clause is not None:
                old, new = imported.qualified, imported.new_qualified
                self.references.append(Reference(kind, line, column, old, new))
        for imported in missed:
            old, new = imported.qualified, imported.new_qualified
            self.references.append(Reference(kind, line, column, old, new))

    def _uses(self, plan: BindingPlan) -> None:
        for use, new in plan.uses:
            if use.use.inside is None:
                count = use.count + use.has_attribute
                node = use.use.attributes[count - 1] if count else use.use.name
                start, end = self.source.span(node)
                self.edits.append(NameEdit(start, end, chain(use, new)))
                self._named(use)
                self._record(Kind.DOTTED, start, use)
        for use, reason in plan.blocked:
            start, _ = self.source.span(use.use.inside or use.use.name)
            line, column = self.source.position(start)
            self.references.append(
                Reference(
                    Kind.DOTTED, line, column, prefix(use), "", Status.BLOCKED, Tier.NEVER, reason
                )
            )

    def _uses_in_strings(self, uses: Sequence[tuple[DottedUse, str]]) -> None:
        """Change each f-string and string annotation once, for all the names in it."""
        held: dict[int, list[tuple[DottedUse, str]]] = defaultdict(list)
        for use, new in uses:
            if use.use.inside is not None:
                held[id(use.use.inside)].append((use, new))
        for found in held.values():
            holder = found[0][0].use.inside
            assert holder is not None
            start, end = self.source.span(holder)
            names = {prefix(use): chain(use, new) for use, new in found}
            self.edits.append(StringEdit(start, end, tuple(sorted(names.items()))))
            kind = Kind.ANNOTATION if isinstance(holder, ast.Constant) else Kind.DOTTED
            for use, _ in found:
                self._record(kind, start, use)

    def _record(self, kind: Kind, start: int, use: DottedUse) -> None:
        line, column = self.source.position(start)
        self.references.append(Reference(kind, line, column, use.old, use.new))

    def _named(self, use: DottedUse) -> None:
        """Change the string that names the symbol as an attribute of its module."""
        if use.named is None or use.symbol == use.new_symbol:
            return
        start, end = self.source.span(use.named)
        start += self.source.text[start:end].index(use.symbol)
        self.edits.append(TextEdit(start, start + len(use.symbol), use.new_symbol))

    def rewrite_dynamic_imports(self) -> None:
        """Find the names that are imported by string."""
        known = (self.tree, self.source, self.resolver, self.here, self.now)
        for found in dynamic_imports(*known) if may_import(self.source.text) else ():
            start, end = self.source.span(found.node)
            literal = self.source.text[start:end]
            if literal.count(found.says) != 1:
                continue  # put together from pieces: no one place to edit
            start += literal.index(found.says)
            self.edits.append(TextEdit(start, start + len(found.says), found.written))
            line, column = self.source.position(start)
            self.references.append(Reference(Kind.STRING, line, column, found.old, found.new))

    def note_broken_exports(self) -> None:
        """Note what ``__all__`` promises and nobody keeps afterwards."""
        if "__all__" not in self.source.text:
            return
        for node, old, new in broken_exports(self.tree, self.resolver, self.here):
            line, column = self.source.position(self.source.span(node)[0])
            reason = f"`import *` would not find it: import {new} here, or take it out of __all__"
            left = (Status.BLOCKED, Tier.NEVER, reason)
            self.references.append(Reference(Kind.STRING, line, column, old, "", *left))

    def note_own_names(self) -> None:
        """Note where a module that moves shows its name to others."""
        if self.here is None or self.now is None or self.here.name == self.now.name:
            return
        for found in own_names(self.tree, self.source, self.resolver, self.here, self.now):
            line, column = self.source.position(self.source.span(found.node)[0])
            status = Status.BLOCKED if found.must else Status.KEPT
            left = (status, Tier.NEVER, found.reason)
            self.references.append(Reference(Kind.STRING, line, column, found.says, "", *left))

    def name_tasks(self) -> None:
        """Write the names of tasks out that would be named otherwise."""
        if self.resolver.tasks and self.here is not None:
            self.add(name_tasks(self.source, self.tree, self.here.name, self.resolver))

    def label_apps(self) -> None:
        """Write the labels of Django apps out that would be labelled otherwise."""
        if CONFIG in self.source.text:
            self.add(label_apps(self.source, self.tree, self.resolver))

    def rewrite_places(self) -> None:
        """Find the ways from ``__file__`` that lead elsewhere afterwards."""
        path = self.source.path
        if FILE not in self.source.text or not path:
            return
        now = self.resolver.paths.get(path, path)
        taken = [(e.start, e.end) for e in self.edits if not isinstance(e, Pin)]
        known = (self.source, self.tree, self.resolver, now, self.imports)
        for edit, reference in rewrite_places(*known):
            if edit is None:
                self.references.append(reference)
            elif any(start < edit.end and edit.start < end for start, end in taken):
                reason = "it holds another name that changes"
                left = replace(
                    reference, new="", status=Status.BLOCKED, tier=Tier.NEVER, reason=reason
                )
                self.references.append(left)
            else:
                self.references.append(reference)
                self.edits.append(edit)

    def rewrite_text(self, find: FindMentions) -> None:
        """Find the names in strings and comments, and those that are put together."""
        mentions = find(self.source.text)
        around = StringEdit | ImportEdit | Pin
        taken = [(e.start, e.end) for e in self.edits if not isinstance(e, around)]
        held = [*anchors(self.tree, self.source, self.resolver, self.here, self.now)]
        taken += [self.source.span(piece) for anchor in held for piece in anchor.rest]
        renamed = rewrite_anchors(self.source, held)
        taken += [(edit.start, edit.end) for edit, _ in renamed if edit is not None]
        data = [*rewrite_package_data(self.source, self.tree, self.resolver)]
        taken += [(edit.start, edit.end) for edit, _ in data if edit is not None]
        text = PythonText(self.source, self.tree, self.resolver)
        joined = [*text.joined(taken)]
        taken += [(edit.start, edit.end) for edit, _ in joined]
        found = [*text.rewrite(mentions, taken, self.bound_annotations(mentions))]
        taken += [(edit.start, edit.end) for edit, _ in found if edit is not None]
        self.add((*renamed, *data, *joined, *found, *text.built(taken)))

    def add(self, found: Iterable[tuple[Edit | None, Reference]]) -> None:
        """Take references over, and the edits of those that have one."""
        for edit, reference in found:
            self.references.append(reference)
            if edit is not None:
                self.edits.append(edit)
