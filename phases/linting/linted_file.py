"""One file as the rules see it: where it is, what in it is old, what it may import."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rezone.phases.linting.modules_on_disk import ModulesOnDisk
from rezone.phases.linting.moved_names import MovedNames
from rezone.phases.linting.nearest_plan import PlanInForce, plan_above
from rezone.phases.plan.model import Domain
from rezone.phases.standing import BACKUPS
from rezone.transforms.bridges.bridge import read_bridge
from rezone.transforms.index.modules import Index, ModulePath
from rezone.transforms.index.namespace import absolute
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.names import ancestors, is_within, last, top

if TYPE_CHECKING:
    from rezone.phases.engine.context import PhaseContext
    from rezone.phases.engine.outcome import FileOutcome

_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)+")


class LintedFile:
    """A Python file below a plan.

    Args:
        plan: the plan that applies to it.
        path: posix, relative to the root of the plan.
        content: its bytes; an editor's are not those on the disk.
    """

    def __init__(self, plan: PlanInForce, path: str, content: bytes) -> None:
        self.plan = plan
        self.path = path
        self.content = content
        self.disk = ModulesOnDisk(plan)

    @cached_property
    def here(self) -> ModulePath | None:
        """The module that the file is, None outside every root."""
        return Index.build((), self.plan.roots).locate(self.path)

    @cached_property
    def domain(self) -> Domain | None:
        """The domain that the file belongs to."""
        return None if self.here is None else self.plan.territory.domain_of(self.here.name)

    def imported(self, module: str | None, level: int, name: str) -> str | None:
        """Return the module that ``from <level dots><module> import name`` reads.

        That is the submodule *name* where there is one.  With *name* empty it is *module* itself.
        None where the dots lead out of the top-level package.
        """
        package = "" if self.here is None else self.here.package
        base = absolute(module, level, package)
        full = f"{base}.{name}"
        return full if base and name and self.disk.has(full) else base

    @cached_property
    def outcome(self) -> FileOutcome | None:
        """What becomes of the file when its references follow what has moved already."""
        text = self.content.decode("utf-8", errors="replace")
        sources = {source for source in self.plan.composed.sources if last(source) in text}
        symbols = {symbol for symbol in self.plan.composed.symbols if self._may_name(symbol, text)}
        if not sources and not symbols:
            return None
        from rezone.phases.engine.rewriting import rewrite_file

        moved = MovedNames(self.plan, self.disk)
        named = self.named
        old = sources if moved.is_elsewhere else sources | named
        modules = moved.map(name for name in old if self.plan.composed.moves_name(name))
        names = NameMap((*modules.moves, *moved.symbols(sorted(symbols))))
        if not names.moves:
            return None
        return rewrite_file(self.context(names, sources), self.path, self.content)

    @cached_property
    def named(self) -> frozenset[str]:
        """The names of the plan's packages, and of modules in them, that the file may mean."""
        text = self.content.decode("utf-8", errors="replace")
        return frozenset({*self._dotted(text), *self._imported()})

    def context(self, names: NameMap, others: Iterable[str] = ()) -> PhaseContext:
        """Return the context in which the file follows *names*.

        The disk is asked about what the file may mean, about both ends of *names*, and *others*.
        """
        from rezone.phases.engine.references_only import context_of_names
        from rezone.phases.engine.workspace import Workspace
        from rezone.transforms.edits.change_set import FileChange

        known = {*self.named, *others, *self._prefixes(), *self._submodules()}
        known |= {end.partition(":")[0] for m in names.moves for end in (m.source, m.target)}
        files = {path for name in known for path in self.disk.files(name)} | {self.path}
        index = Index.build(files, self.plan.roots)
        unsaved = FileChange(None, self.path, self.content)
        workspace = Workspace(self.plan.root, index.files, {self.path: unsaved})
        return context_of_names(workspace, self.plan.plan, index, names)

    def _may_name(self, symbol: tuple[str, str], text: str) -> bool:
        """Say whether *text* can name a symbol, a pair of module and name, or get it by ``*``."""
        module, name = symbol
        is_inside = self.here is not None and is_within(self.here.name, module)
        return (is_inside or last(module) in text) and (name in text or "*" in text)

    def _submodules(self) -> Iterator[str]:
        """Yield what lies directly in the package whose ``__init__`` this is.

        There a name bound to anything else would hide the submodule.
        """
        if self.here is not None and self.here.is_package:
            for child in self.disk.children(self.path.rpartition("/")[0]):
                yield f"{self.here.name}.{child}"

    def _dotted(self, text: str) -> Iterator[str]:
        """Yield each dotted name in *text* that may be one of the plan's, and those above it."""
        prefixes = self._outer_prefixes()
        for name in set(_DOTTED.findall(text)):
            inner = next((name.removeprefix(p) for p in prefixes if name.startswith(p)), name)
            for found in {name, inner}:
                if top(found) in self.plan.tops:
                    yield found
                    yield from ancestors(found)

    def _imported(self) -> Iterator[str]:
        """Yield what the imports of the file may name: modules, and submodules of packages."""
        from rezone.transforms.references.imports import import_nodes
        from rezone.transforms.references.source import SourceText, Unreadable

        try:
            tree = SourceText.decode(self.content, self.path).parse()
        except Unreadable:
            return
        package = "" if self.here is None else self.here.package
        for node in import_nodes(tree):
            module = absolute(getattr(node, "module", None), getattr(node, "level", 0), package)
            for alias in node.names:
                full = f"{module}.{alias.name}" if module else alias.name
                if top(full) in self.plan.tops:
                    yield full
                    yield from ancestors(full)

    def _outer_prefixes(self) -> list[str]:
        """Return what precedes a name where a folder above its root is on the path too."""
        parts = (root.split("/") for root in self.plan.roots if root)
        found = {".".join(part[at:]) + "." for part in parts for at in range(len(part))}
        return sorted(found, key=len, reverse=True)

    def _prefixes(self) -> Iterator[str]:
        """Yield the names that folders above a root would have, were they packages."""
        for root in self.plan.roots:
            yield from filter(None, root.split("/"))


def linted_file(path: Path, content: bytes) -> LintedFile | None:
    """Return the file at the absolute *path* as the rules see it, None where no plan applies.

    To a bridge none does: old names are what it is for.  Nor to a backup, which Fixit walks into,
    for it reads no ``.gitignore`` but the one at the top.
    """
    plan = plan_above(path)
    if plan is None:
        return None
    relative = path.relative_to(plan.root).as_posix()
    is_apart = relative.startswith(f"{BACKUPS}/") or plan.excludes(relative)
    if is_apart or read_bridge(relative, content) is not None:
        return None
    return LintedFile(plan, relative, content)
