"""The proof that every name in an edited file means what it meant: use by use, scope by scope.

Both files are the same but for their imports and chains of names, so the uses of names stand in
the same order, and so do the scopes.  What a use must mean afterwards is the resolver's word; what
it does mean is read from the edited file alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from rezone.transforms.edits.file_names import NOWHERE, FileNames
from rezone.transforms.references.dotted import DottedUse, bindings_of, dotted_uses
from rezone.transforms.references.imports import ImportReference, import_nodes, resolve_import
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.scope_tree import Scope, Use


class UseComparison:
    """The uses of a file before and after.

    Args:
        old: the file before.
        new: the file after.
        resolver: says what each name is called afterwards.
    """

    def __init__(self, old: FileNames, new: FileNames, resolver: Resolver) -> None:
        self.old = old
        self.new = new
        self.resolver = resolver

    @property
    def is_possible(self) -> bool:
        """Say whether the uses can be paired: no expression became another one."""
        return len(self.old.scopes.uses) == len(self.new.scopes.uses) and len(
            self.old.scopes.scopes
        ) == len(self.new.scopes.scopes)

    def problems(self) -> Iterator[tuple[int, str]]:
        """Yield the line (1-based, in the file before) and the reason of each use that differs."""
        for one, other in zip(self.old.scopes.uses, self.new.scopes.uses, strict=True):
            problem = self._differs(one, other)
            if problem:
                yield (one.inside or one.name).lineno, problem
        for before, after in zip(self.old.scopes.scopes, self.new.scopes.scopes, strict=True):
            for name in after.imports.keys() & after.others - before.imports.keys():
                line = getattr(after.imports[name][0][0], "lineno", 0)
                yield line, f"an import takes the name {name} of something else"
        yield from self._too_late()

    def _too_late(self) -> Iterator[tuple[int, str]]:
        """Yield the uses that run before any import has bound the name, as they did not before."""
        early, now = self.old.too_early, self.new.too_early
        for one, other in zip(self.old.scopes.uses, self.new.scopes.uses, strict=True):
            if id(other) in now and id(one) not in early:
                line = (one.inside or one.name).lineno
                yield line, f"{other.dotted} is used before it is imported"

    def _differs(self, old: Use, new: Use) -> str:
        if self._was_starred(old, new):
            return ""
        if self.old.place(old) != self.new.place(new):
            if self._gains_its_package(old, new):
                return ""
            return f"{new.dotted} is bound elsewhere than {old.dotted} was"
        owner, after = self.old.owner(old), self.new.owner(new)
        if owner is None or after is None or not owner.binds(old.name.id):
            return "" if old.dotted == new.dotted else f"{old.dotted} became {new.dotted}"
        wanted = self._wanted(old, owner)
        if not wanted and old.dotted != new.dotted:
            return f"{old.dotted} became {new.dotted}"
        attributes = [node.attr for node in new.attributes]
        meant = {
            ".".join([module, *attributes]) for module in self.new.imported(after, new.name.id)
        }
        several = len(self.old.imported(owner, old.name.id)) > 1
        if (wanted & meant if several else wanted == meant) or NOWHERE in str(wanted):
            return ""
        return f"{old.dotted} meant {_told(wanted)} and {new.dotted} means {_told(meant)}"

    def _gains_its_package(self, old: Use, new: Use) -> bool:
        """Say whether a name in a string annotation meant nothing and means the package it says.

        A new ``import a.b`` binds ``a``, and the annotation ``"a.c.T"`` stood there without one.
        """
        after = self.new.owner(new)
        if old.inside is None or self.old.owner(old) is not None or after is None:
            return False
        name = new.name.id
        return (
            old.dotted == new.dotted
            and name not in after.others
            and self.new.imported(after, name) == {name}
        )

    def _was_starred(self, old: Use, new: Use) -> bool:
        """Say whether ``import *`` brought the name, and an import of its own does now."""
        owner = self.new.owner(new)
        wanted = self._missed.get(old.name.id)
        return (
            wanted is not None
            and self.old.owner(old) is None
            and owner is not None
            and old.dotted == new.dotted
            and self.new.imported(owner, new.name.id) == {wanted}
        )

    @cached_property
    def _missed(self) -> dict[str, str]:
        every = (name for reference in self._references.values() for name in reference.besides)
        return {imported.name: imported.new_qualified for imported in every}

    def _wanted(self, use: Use, owner: Scope) -> set[str]:
        """Return what *use* must mean afterwards, ``set()`` for what no import binds."""
        attributes = [node.attr for node in use.attributes]
        dotted = self._dotted.get(id(use))
        if dotted is not None:
            return {dotted.after()}
        found = set()
        for statement, alias in owner.imports.get(use.name.id, ()):
            reference = self._references.get(id(statement))
            if reference is None:
                found.add(NOWHERE)
                continue
            imported = next(name for name in reference.names if name.alias is alias)
            is_plain = not imported.name and alias.asname is None
            found.add(use.name.id if is_plain else imported.new_qualified)
        return {".".join([module, *attributes]) for module in found}

    @cached_property
    def _references(self) -> dict[int, ImportReference]:
        found = {}
        for node in import_nodes(self.old.tree):
            reference = resolve_import(node, self.resolver, self.old.here, self.new.here)
            if reference is not None:
                found[id(node)] = reference
        return found

    @cached_property
    def _dotted(self) -> dict[int, DottedUse]:
        references = list(self._references.values())
        bindings = bindings_of(self.old.scopes, references, self.resolver)
        found = dotted_uses(self.old.scopes, bindings, self.resolver)
        return {id(use.use): use for use in found}


def _told(names: set[str]) -> str:
    return " or ".join(sorted(names)) or "nothing imported"
