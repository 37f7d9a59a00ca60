"""Everything a file's rewriting needs to know of one phase, gathered once before any is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from rezone.phases.engine.entry_groups import groups_that_move
from rezone.phases.engine.needles import Joins, Needle, Needles
from rezone.phases.engine.offers import Offers
from rezone.phases.engine.task_names import renamed_tasks
from rezone.phases.engine.workspace import Workspace, guess_roots
from rezone.phases.plan.model import Phase, Plan
from rezone.transforms.errors import PlanErrors
from rezone.transforms.index.layout import Layout, plan_layout, root_for
from rezone.transforms.index.modules import SOURCE_SUFFIXES, Index, ModulePath
from rezone.transforms.index.namespace import Namespace, Namespaces, namespace_of
from rezone.transforms.index.new_tops import gone_tops, new_tops
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.names import ancestors, last, parent, top
from rezone.transforms.records import replace
from rezone.transforms.references.folders import folders_above, lookalikes
from rezone.transforms.references.indirect import may_concern
from rezone.transforms.references.mentions import TextMap, moved_folders
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText, Unreadable
from rezone.transforms.references.tasks import Task

_STAR = re.compile(rb"\bimport[\s(\\]*\*")


class PhaseContext(Struct, frozen=True, dict=True):
    """One phase over one workspace: names, paths and what both change to.

    *known* are the sha256 (hex) of files that need no look at their symbol table.
    """

    workspace: Workspace
    plan: Plan
    phase: Phase
    index: Index
    moves: tuple[Move, ...]
    layout: Layout
    resolver: Resolver
    text_map: TextMap
    known: frozenset[str] = frozenset()

    @cached_property
    def needles(self) -> Needles:
        """What the bytes of a file are searched for."""
        found = []
        known = {*self.resolver.names.sources, *self.emptied, *self.resolver.gone}
        for name in sorted(known):
            above = parent(name)
            folders = tuple(folder + "/" for _, folder in self.index.folders_of(above))
            found.append(Needle(last(name), last(above), folders if above else ()))
        for home, symbol in sorted(self.resolver.names.symbols):
            folders = tuple(folder + "/" for _, folder in self.index.folders_of(home))
            found.append(Needle(symbol, last(home), folders, is_symbol=True))
        return Needles(tuple(dict.fromkeys(found)))

    @cached_property
    def _stars(self) -> tuple[Needle, ...]:
        """What a file must hold besides a star import to take it from where symbols leave."""
        return tuple(
            Needle(last(home), "", tuple(f"{folder}/" for _, folder in self.index.folders_of(home)))
            for home in sorted(self.resolver.names.symbol_homes)
        )

    def _may_star(self, path: str, content: bytes) -> bool:
        return _STAR.search(content) is not None and any(
            (bool(needle.folders) and path.startswith(needle.folders))
            or needle.is_in(path, content)
            for needle in self._stars
        )

    @cached_property
    def emptied(self) -> tuple[str, ...]:
        """The packages of which an ``__init__`` is left, and nothing else; innermost first."""
        return tuple(
            package
            for package in self.layout.emptied
            if any(m.path not in self.layout.paths for m in self.index.modules.get(package, ()))
        )

    @cached_property
    def plan_files(self) -> frozenset[str]:
        """The files that say what moves: their old names are what they are for."""
        return frozenset({self.plan.source, "rezone.toml"} - {"pyproject.toml"})

    def may_name(self, path: str, content: bytes) -> bool:
        """Say whether the file *path* can hold a reference: bytes only, nothing is parsed."""
        if self.needles.are_in(path, content):
            return True
        if self._stars and self._may_star(path, content):
            return True
        if path.endswith(SOURCE_SUFFIXES) and self._joins.are_in(content):
            return True
        return may_concern(path, content, self.text_map)

    @cached_property
    def _joins(self) -> Joins:
        sources = self.resolver.names.sources
        above = {package for name in sources for package in ancestors(name)}
        parted = {package for package in above if not self.resolver.moves(package)}
        return Joins(tuple(sorted({*map(top, sources), *parted})))


def choose_roots(plan: Plan, workspace: Workspace) -> tuple[str, ...]:
    """Return the import roots: the plan's, else what the tree suggests, target root included."""
    roots = plan.workspace.roots or guess_roots(workspace.files)
    roots = tuple("" if root in (".", "./") else root.strip("/") for root in roots)
    target = target_root(plan)
    return roots if target is None or target in roots else (*roots, target)


def target_root(plan: Plan) -> str | None:
    """Return the folder new targets are created in, None for beside their source."""
    root = plan.workspace.target_root
    return None if not root else "" if root in (".", "./") else root.strip("/")


def build_context(workspace: Workspace, plan: Plan, phase: Phase) -> PhaseContext:
    """Gather what *phase* does to *workspace*.

    Raises:
        PlanErrors: the plan contradicts the workspace; all of it, with lines.
    """
    roots = choose_roots(plan, workspace)
    index = _with_ignored_files(workspace, workspace.index(roots), phase)
    _check(plan, phase, index)
    moves = tuple(planned.move for planned in phase.moves if not planned.move.is_symbol)
    staying = _staying(phase, index)
    layout = plan_layout(index, moves, target_root(plan), staying)
    kept = tuple(
        Move(module.name, module.name, alone=True)
        for path in staying
        if (module := index.by_path.get(path)) is not None
    )
    names = NameMap((*moves, *kept, *(Move(old, new) for old, new in phase.renames)))
    homes = {
        move.target: root_for(index, move.target, target_root(plan), source.root)
        for move in moves
        if (source := _any_file(index, move.source)) is not None
    }
    tasks = {task.name: task for task in renamed_tasks(workspace, index, names)}
    return assembled(workspace, plan, phase, index, layout, names, homes, tasks)


def assembled(
    workspace: Workspace,
    plan: Plan,
    phase: Phase,
    index: Index,
    layout: Layout,
    names: NameMap,
    homes: Mapping[str, str],
    tasks: Mapping[str, Task],
) -> PhaseContext:
    """Return the context of *names* and *layout*, whatever they come from.

    *homes* are the roots that the targets of the moves are created in, *tasks* those whose names
    are to be written out.
    """
    moves = tuple(planned.move for planned in phase.moves)
    namespaces = Namespaces(dict(namespaces_above(workspace, index, names)))
    emptied = _emptied_inits(workspace, index, layout)
    gone = gone_tops(index, layout.paths, emptied)
    groups = frozenset(groups_that_move(workspace, names))
    resolver = Resolver(
        index, names, namespaces, homes, layout.paths, tasks, gone=gone, groups=groups
    )
    folders = moved_folders(layout.paths, index.files - emptied)
    values = frozenset(n for n in names.sources if namespaces.binds_value(parent(n), last(n)))
    offers = Offers(workspace, index)
    written_out = frozenset(name for name, task in tasks.items() if task.sure)
    text_map = TextMap.build(
        names,
        index.names,
        layout.paths,
        folders,
        index.roots,
        values,
        offers,
        written_out,
        plan.workspace.read_as,
    )
    outermost = [f for f in folders if not folders.keys() & set(folders_above(f))]
    text_map = replace(
        text_map,
        new_tops=new_tops(index, _arrivals(index, layout)),
        files=index.files,
        gone=gone,
        groups=groups,
        lookalikes=lookalikes(outermost, index.files - layout.paths.keys(), index.roots),
    )
    return PhaseContext(workspace, plan, phase, index, moves, layout, resolver, text_map)


def _emptied_inits(workspace: Workspace, index: Index, layout: Layout) -> set[str]:
    """Return the ``__init__`` files without code that are all that is left of their packages."""
    from rezone.phases.engine.changes import says_nothing

    left = {
        module.path
        for package in layout.emptied
        for module in index.modules.get(package, ())
        if module.path not in layout.paths
    }
    return {path for path in left if says_nothing(workspace, path)}


def _arrivals(index: Index, layout: Layout) -> Iterator[tuple[ModulePath, ModulePath]]:
    """Yield each module that moves, as it is before and after."""
    arrived = index.located(layout.paths.values())
    for old, new in layout.paths.items():
        if old in index.by_path and new in arrived:
            yield index.by_path[old], arrived[new]


def _check(plan: Plan, phase: Phase, index: Index) -> None:
    from rezone.phases.plan.check import check
    from rezone.phases.plan.view import NameView

    alone = {other.number for other in plan.phases if other.number != phase.number}
    view = NameView.of(index)
    problems = check(plan, view, alone, {phase.number})
    if problems:
        raise PlanErrors(problems)


def _with_ignored_files(workspace: Workspace, index: Index, phase: Phase) -> Index:
    """Add what git ignores inside the packages that move: it moves with them."""
    extra: set[str] = set()
    for planned in phase.moves:
        if planned.move.source in index.packages and not planned.move.alone:
            for _, folder in index.folders_of(planned.move.source):
                extra.update(workspace.below(folder))
    extra -= workspace.bridges.keys()
    return index if extra <= index.files else Index.build(index.files | extra, index.roots)


def _staying(phase: Phase, index: Index) -> frozenset[str]:
    skipped = {path.strip("/") for path in phase.skip}
    return frozenset(path for path in index.files if path in skipped)


def _any_file(index: Index, name: str) -> ModulePath | None:
    source = index.source_of(name)
    if source is not None:
        return source
    return next((m for m in index.by_path.values() if m.name.startswith(name + ".")), None)


def namespaces_above(
    workspace: Workspace, index: Index, names: NameMap
) -> Iterator[tuple[str, Namespace]]:
    """Yield what each package above a moved module binds, star imports followed."""
    pending = sorted(names.parents_of_moved)
    seen: set[str] = set()
    while pending:
        name = pending.pop()
        module = index.source_of(name)
        if module is None or name in seen:
            continue
        seen.add(name)
        try:
            tree = SourceText.decode(workspace.read(module.path), module.path).parse()
        except Unreadable:
            continue
        namespace = namespace_of(tree, module)
        pending.extend(star for star in namespace.stars if star not in seen)
        yield name, namespace


def seems_applied(workspace: Workspace, plan: Plan, phase: Phase) -> bool:
    """Say whether the tree shows *phase* as done: nothing at any source, all at the targets.

    The backups of whoever applied it may be on another machine.
    """
    index = workspace.index(choose_roots(plan, workspace))
    every = [planned.move for planned in phase.moves]
    moves = [move for move in every if not move.is_symbol]
    symbols = [move for move in every if move.is_symbol]
    sources = {move.source for move in every}
    if not every or any(move.target in sources for move in every):
        return False
    if not all(not index.has(m.source) and index.has(m.target) for m in moves):
        return False
    from rezone.phases.engine.symbol_view import SymbolView

    view = SymbolView(workspace, index)
    return all(not view.defines(m.source) and view.defines(m.target) for m in symbols)
