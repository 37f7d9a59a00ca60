"""The import graph as phases will leave it, before a file moves."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path

from msgspec import Struct

from rezone.phases.engine.changes import emptied_inits
from rezone.phases.engine.context import PhaseContext, build_context
from rezone.phases.engine.import_safety import cycles
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Phase, Plan
from rezone.phases.plan.territory import Territory, allows
from rezone.transforms.edits.change_set import ChangeSet, FileChange
from rezone.transforms.errors import RezoneError
from rezone.transforms.index.graph_after import graph_after
from rezone.transforms.index.import_graph import Edge, ImportGraph, build_graph
from rezone.transforms.index.modules import Index
from rezone.transforms.names import top
from rezone.transforms.references.source import SourceText, Unreadable

Progress = Callable[[str, int, int], None]


class Coupling(Struct, frozen=True):
    """How a domain, or a top-level package outside all of them, hangs together with others.

    *incoming* and *outgoing* count imports from and to other groups.
    """

    name: str
    modules: int
    incoming: int
    outgoing: int

    @property
    def instability(self) -> float:
        """The share of outgoing imports: 0 nobody else is needed, 1 nobody else needs it."""
        both = self.incoming + self.outgoing
        return self.outgoing / both if both else 0.0


class Simulated(Struct, frozen=True):
    """The import graph before and after one phase, under the names of each.

    *rename* says what a module is called afterwards, *moves* where files go, their content aside.
    """

    phase: Phase
    before: ImportGraph
    graph: ImportGraph
    new_cycles: tuple[tuple[str, ...], ...]
    violations: dict[Edge, tuple[str, str]]
    coupling: tuple[Coupling, ...]
    rename: Callable[[str], str]
    moves: ChangeSet

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON values."""
        return {
            "phase": self.phase.number,
            "title": self.phase.title,
            "modules": sorted(self.graph.modules),
            "imports": sorted(list(edge) for edge in self.graph.edges),
            "cycles": [list(group) for group in components(self.graph)],
            "new_cycles": [list(group) for group in self.new_cycles],
            "violations": [
                {"importer": a, "imported": b, "domain": here, "other": there}
                for (a, b), (here, there) in self.violations.items()
            ],
            "coupling": [
                {
                    "name": group.name,
                    "modules": group.modules,
                    "incoming": group.incoming,
                    "outgoing": group.outgoing,
                    "instability": round(group.instability, 3),
                }
                for group in self.coupling
            ],
        }


def simulate(
    root: Path, plan: Plan, numbers: Iterable[int], progress: Progress | None = None
) -> tuple[Simulated, ...]:
    """Return the graph after each of the phases *numbers*, one upon the other.

    No file is rewritten: the graph of now follows the names.  *progress* is called with what is
    being done, how much of it, and how much in all.

    Raises:
        UsageError: the plan is wrong or contradicts the workspace.
        Refused: a file cannot be read.
    """
    return tuple(simulated(Workspace.scan(root, plan.workspace.exclude), plan, numbers, progress))


def simulated(
    workspace: Workspace, plan: Plan, numbers: Iterable[int], progress: Progress | None = None
) -> Iterator[Simulated]:
    """Yield the graph of *workspace* after each of the phases *numbers*, one upon the other.

    Raises:
        UsageError: the plan is wrong or contradicts the workspace.
        Refused: a file cannot be read.
    """
    graph: ImportGraph | None = None
    for number in numbers:
        phase = plan.phase(number)
        context = build_context(workspace, plan, phase)
        before = graph or graph_of(context.index, workspace, progress)
        graph, removed = _after(context, before)
        joined = components(before.renamed(context.resolver.destination))
        moves = _moves(context, removed)
        yield Simulated(
            phase,
            before,
            graph,
            tuple(group for group in components(graph) if not _is_old(graph, group, joined)),
            violations(graph, Territory(plan.domains)),
            _coupling(graph, Territory(plan.domains)),
            context.resolver.destination,
            moves,
        )
        workspace = workspace.after(moves)


def components(graph: ImportGraph) -> list[tuple[str, ...]]:
    """Return the modules that import each other when they run, in a fixed order."""
    found = cycles(set(graph.running), lambda name: set(graph.running.get(name, ())))
    return sorted(tuple(sorted(group)) for group in found)


def violations(graph: ImportGraph, territory: Territory) -> dict[Edge, tuple[str, str]]:
    """Return each import across domains that is not allowed, and the names of the two."""
    found = {}
    homes = {module: territory.domain_of(module) for module in graph.modules}
    for importer, imported in sorted(graph.edges):
        here, there = homes.get(importer), homes.get(imported)
        if here is not None and there is not None and not allows(here, there):
            found[importer, imported] = (here.name, there.name)
    return found


def graph_of(index: Index, workspace: Workspace, progress: Progress | None = None) -> ImportGraph:
    """Return who imports whom in *workspace*; a file that does not parse imports nothing."""
    read = count()

    def parse(path: str) -> ast.Module | None:
        if progress is not None:
            progress("reading imports", next(read), len(index.modules))
        try:
            return SourceText.decode(workspace.read(path), path).parse()
        except (Unreadable, RezoneError):
            return None

    return build_graph(index, parse)


def _after(context: PhaseContext, before: ImportGraph) -> tuple[ImportGraph, set[str]]:
    """Return the graph after the phase, and the paths of ``__init__`` files that go."""
    rename = context.resolver.destination
    located = (context.index.locate(path) for path in context.layout.created)
    created = {module.name for module in located if module is not None}
    kept = {imported for _, imported in graph_after(before, rename, created).edges}
    removed = emptied_inits(context, kept)
    gone = {module.name for path in removed if (module := context.index.by_path.get(path))}
    return graph_after(before, rename, created, gone, context.phase.lazy), removed


def _is_old(graph: ImportGraph, group: tuple[str, ...], before: list[tuple[str, ...]]) -> bool:
    """Say whether a cycle joins only modules that one of *before* joined already."""
    members = frozenset(group)
    return all(
        any({importer, imported} <= set(old) for old in before)
        for importer in group
        for imported in graph.running.get(importer, frozenset()) & members
    )


def group_of(module: str, territory: Territory) -> str:
    """Return the domain of *module*, or its top-level package if it lies in none."""
    domain = territory.domain_of(module)
    return top(module) if domain is None else domain.name


def _coupling(graph: ImportGraph, territory: Territory) -> tuple[Coupling, ...]:
    groups = {module: group_of(module, territory) for module in graph.modules}
    crossing = [
        (groups[importer], groups[imported])
        for importer, imported in graph.edges
        if groups[importer] != groups[imported]
    ]
    return tuple(
        Coupling(
            name,
            sum(group == name for group in groups.values()),
            sum(there == name for _, there in crossing),
            sum(here == name for here, _ in crossing),
        )
        for name in sorted(set(groups.values()))
    )


def _moves(context: PhaseContext, removed: set[str]) -> ChangeSet:
    """Return where files go, their content aside."""
    dropped = {moved for moved, _ in context.layout.merges}
    moved = {old: new for old, new in context.layout.paths.items() if old not in dropped}
    files = [FileChange(old, new) for old, new in moved.items() if old not in removed]
    files += [FileChange(path, None) for path in sorted(removed | dropped)]
    files += [FileChange(None, path, b"") for path in context.layout.created]
    return ChangeSet(tuple(files))
