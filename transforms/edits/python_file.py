"""One Python file: its bytes in, its bytes after the phase out."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from rezone.transforms.edits.actions import (
    Edit,
    ImportEdit,
    KeywordEdit,
    NameEdit,
    StringEdit,
    TextEdit,
)
from rezone.transforms.edits.bindings import BindingPlan, plan_bindings
from rezone.transforms.edits.clauses import clause_for, module_clause
from rezone.transforms.edits.places import rewrite_places
from rezone.transforms.edits.python_text import FindMentions, PythonText
from rezone.transforms.edits.splice import Replacement, replacements, splice
from rezone.transforms.edits.task_names import name_tasks
from rezone.transforms.names import top
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
from rezone.transforms.references.places import FILE
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.scope_tree import ScopeTree
from rezone.transforms.references.scopes import scopes_of
from rezone.transforms.references.source import SourceText


@dataclass(frozen=True, slots=True)
class PythonOutcome:
    """What becomes of one Python file: *content* is None where its bytes stay the same.

    *parsed* is the file before and *replaced* what the edits put where, for whoever looks next.
    """

    content: bytes | None
    references: tuple[Reference, ...]
    edits: tuple[Edit, ...] = ()
    parsed: tuple[SourceText, ast.Module] | None = field(default=None, compare=False, repr=False)
    replaced: tuple[Replacement, ...] = field(default=(), compare=False, repr=False)


class _File:
    def __init__(self, source: SourceText, resolver: Resolver) -> None:
        self.source = source
        self.resolver = resolver
        self.tree = source.parse()
        self.here = resolver.index.by_path.get(source.path)
        self.now = resolver.after(self.here)
        resolved = (
            resolve_import(node, resolver, self.here, self.now) for node in import_nodes(self.tree)
        )
        self.imports = [reference for reference in resolved if reference is not None]
        self.edits: list[Edit] = []
        self.references: list[Reference] = []

    @cached_property
    def scopes(self) -> ScopeTree:
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
        plans: dict[int, BindingPlan] = {}
        if needs_scopes(self.imports, self.resolver):
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
        if not before and not after and all(clause is None for clause in clauses):
            return
        start, end = self.source.span(reference.node)
        before, after = list(dict.fromkeys(before)), list(dict.fromkeys(after))
        self.edits.append(ImportEdit(start, end, clauses, tuple(before), tuple(after)))
        kind = Kind.IMPORT if isinstance(reference.node, ast.Import) else Kind.FROM_IMPORT
        line, column = self.source.position(start)
        for imported, clause in zip(reference.names, clauses, strict=True):
            if clause is not None:
                old, new = imported.qualified, imported.new_qualified
                self.references.append(Reference(kind, line, column, old, new))

    def _uses(self, plan: BindingPlan) -> None:
        for use, new in plan.uses:
            if use.use.inside is None:
                node = use.use.attributes[use.count - 1] if use.count else use.use.name
                start, end = self.source.span(node)
                self.edits.append(NameEdit(start, end, new))
                self._record(Kind.DOTTED, start, use)
        for use, reason in plan.blocked:
            start, _ = self.source.span(use.use.inside or use.use.name)
            line, column = self.source.position(start)
            self.references.append(
                Reference(
                    Kind.DOTTED, line, column, _prefix(use), "", Status.BLOCKED, Tier.NEVER, reason
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
            names = {_prefix(use): new for use, new in found}
            self.edits.append(StringEdit(start, end, tuple(sorted(names.items()))))
            kind = Kind.ANNOTATION if isinstance(holder, ast.Constant) else Kind.DOTTED
            for use, _ in found:
                self._record(kind, start, use)

    def _record(self, kind: Kind, start: int, use: DottedUse) -> None:
        line, column = self.source.position(start)
        self.references.append(Reference(kind, line, column, use.module, use.new_module))

    def rewrite_dynamic_imports(self) -> None:
        if not may_import(self.source.text):
            return
        for found in dynamic_imports(self.tree, self.source, self.resolver, self.here, self.now):
            start, end = self.source.span(found.node)
            literal = self.source.text[start:end]
            if literal.count(found.says) != 1:
                continue  # put together from pieces: no one place to edit
            start += literal.index(found.says)
            end = start + len(found.says)
            self.edits.append(TextEdit(start, end, found.written))
            line, column = self.source.position(start)
            self.references.append(Reference(Kind.STRING, line, column, found.old, found.new))

    def note_broken_exports(self) -> None:
        if "__all__" not in self.source.text:
            return
        for node, old, new in broken_exports(self.tree, self.resolver, self.here):
            line, column = self.source.position(self.source.span(node)[0])
            reason = f"`import *` would not find it: import {new} here, or take it out of __all__"
            left = (Status.BLOCKED, Tier.NEVER, reason)
            self.references.append(Reference(Kind.STRING, line, column, old, "", *left))

    def name_tasks(self) -> None:
        if not self.resolver.tasks or self.here is None:
            return
        for edit, reference in name_tasks(self.source, self.tree, self.here.name, self.resolver):
            self.references.append(reference)
            if edit is not None:
                self.edits.append(edit)

    def rewrite_places(self) -> None:
        path = self.source.path
        if FILE not in self.source.text or not path:
            return
        now = self.resolver.paths.get(path, path)
        whole = [edit for edit in self.edits if not isinstance(edit, KeywordEdit)]
        taken = [(edit.start, edit.end) for edit in whole]
        for edit, reference in rewrite_places(self.source, self.tree, self.resolver, now):
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
        mentions = find(self.source.text)
        around = StringEdit | ImportEdit | KeywordEdit
        taken = [(e.start, e.end) for e in self.edits if not isinstance(e, around)]
        text = PythonText(self.source, self.tree, self.resolver)
        for edit, reference in text.rewrite(mentions, taken, self.bound_annotations(mentions)):
            self.references.append(reference)
            if edit is not None:
                self.edits.append(edit)


def _prefix(use: DottedUse) -> str:
    attributes = [node.attr for node in use.use.attributes[: use.count]]
    return ".".join([use.use.name.id, *attributes])


def rewrite_python(
    path: str, content: bytes, resolver: Resolver, find_mentions: FindMentions | None = None
) -> PythonOutcome:
    """Return what becomes of the Python file *path*.

    *find_mentions* finds names of what moves in text; it is asked about strings and comments.

    Raises:
        Unreadable: the file cannot be decoded or parsed, with the line.
    """
    source = SourceText.decode(content, path)
    file = _File(source, resolver)
    file.rewrite_names()
    file.rewrite_dynamic_imports()
    file.note_broken_exports()
    file.name_tasks()
    file.rewrite_places()
    if find_mentions is not None:
        file.rewrite_text(find_mentions)
    references = tuple(sorted(file.references, key=lambda r: (r.line, r.column, r.old)))
    if not file.edits:
        return PythonOutcome(None, references)
    replaced = tuple(replacements(source, file.edits))
    text = splice(source.text, replaced)
    if text == source.text:
        return PythonOutcome(None, references)
    edits = tuple(sorted(file.edits, key=lambda edit: edit.start))
    return PythonOutcome(source.encode(text), references, edits, (source, file.tree), replaced)
