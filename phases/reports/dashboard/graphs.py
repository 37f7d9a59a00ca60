"""The import graph before, now and after each phase, in packages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field

from rezone.phases.checks.restore import Past, take_back
from rezone.phases.engine.context import choose_roots
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Phase, Plan
from rezone.phases.plan.territory import Territory
from rezone.phases.reports.dashboard.model import Link, Package, Step
from rezone.phases.simulation import (
    Simulated,
    components,
    graph_of,
    group_of,
    simulated,
    violations,
)
from rezone.phases.standing import BACKUPS
from rezone.phases.transaction.manifest import Manifest
from rezone.transforms.errors import RezoneError
from rezone.transforms.index.import_graph import ImportGraph
from rezone.transforms.index.modules import Index
from rezone.transforms.names import parent


class Course(Struct, frozen=True, dict=True):
    """How the graph goes: what was simulated of phases that are *past*, and of those *ahead*.

    *before* and *now* are read from the tree, and from what the backups keep of it.
    """

    before: ImportGraph
    now: ImportGraph
    past: tuple[Simulated, ...]
    ahead: tuple[Simulated, ...]
    notes: list[str] = field(default_factory=list)


def course(
    root: Path, plan: Plan, applied: Sequence[Manifest], pending: Sequence[int]
) -> tuple[Course, Workspace]:
    """Return how the graph went and will go, and the workspace of now.

    Args:
        root: the repository.
        plan: its plan.
        applied: the manifests of what is applied, earliest first.
        pending: the phases that are to come, in their order.

    Raises:
        Refused: a file cannot be read.
    """
    notes: list[str] = []
    workspace = Workspace.scan(root, plan.workspace.exclude)
    ahead = _as_far_as_possible(workspace, plan, pending, notes)
    now = ahead[0].before if ahead else _read(plan, workspace)
    if not applied:
        return Course(now, now, (), ahead, notes), workspace
    earlier = _before(workspace, applied)
    done = [record.phase for record in applied if record.phase > 0]
    past = _as_far_as_possible(earlier, plan, done, notes)
    before = past[0].before if past else _read(plan, earlier)
    return Course(before, now, past, ahead, notes), workspace


def steps(course: Course, plan: Plan) -> Iterator[Step]:
    """Yield the graph before all phases, after each, and now."""
    territory = Territory(plan.domains)
    every = (*course.past, *course.ahead)

    def step(place: int, graph: ImportGraph, phase: Phase | None, *, now: bool = False) -> Step:
        renames = [found.rename for found in every[place:]]
        is_simulated = phase is not None and not now
        return _step(graph, territory, phase, renames, is_now=now, is_simulated=is_simulated)

    yield step(0, course.before, None, now=not course.past)
    for place, found in enumerate(every, 1):
        is_now = place == len(course.past)
        yield step(place, course.now if is_now else found.graph, found.phase, now=is_now)


def _as_far_as_possible(
    workspace: Workspace, plan: Plan, numbers: Iterable[int], notes: list[str]
) -> tuple[Simulated, ...]:
    found: list[Simulated] = []
    try:
        found.extend(simulated(workspace, plan, numbers))
    except RezoneError as error:
        notes.append(f"the graph cannot be followed further: {error}")
    return tuple(found)


def _read(plan: Plan, workspace: Workspace) -> ImportGraph:
    return graph_of(Index.build(workspace.program, choose_roots(plan, workspace)), workspace)


def _before(workspace: Workspace, applied: Sequence[Manifest]) -> Workspace:
    """Return the tree as it was before all that is *applied*."""
    places = {path: workspace.root / path for path in workspace.files}
    digests = take_back(places, reversed(applied), workspace.root / BACKUPS)
    return Workspace.stored(workspace.root, places, Past(places, (), digests))


def _step(
    graph: ImportGraph,
    territory: Territory,
    phase: Phase | None,
    renames: Sequence[Callable[[str], str]],
    *,
    is_now: bool,
    is_simulated: bool,
) -> Step:
    packages, home = _packages(graph, territory)
    crossing = violations(graph, territory)
    groups = components(graph)
    return Step(
        "before" if phase is None else f"phase-{phase.number}",
        _label(phase, is_now),
        None if phase is None else phase.number,
        is_now,
        is_simulated,
        len(graph.modules),
        len(graph.edges),
        _old_names(graph, renames),
        packages,
        tuple(_links(graph, home, crossing.keys(), groups)),
        tuple((a, b, here, there) for (a, b), (here, there) in crossing.items()),
        tuple(groups),
    )


def _label(phase: Phase | None, is_now: bool) -> str:
    label = "Before all phases" if phase is None else f"After phase {phase.number}"
    return f"{label}, now" if is_now else label


def _packages(
    graph: ImportGraph, territory: Territory
) -> tuple[tuple[Package, ...], dict[str, int]]:
    """Return the packages in a fixed order, and of each module the place of its own."""
    above = {parent(module) for module in graph.modules}
    own = {m: m if m in above else parent(m) or m for m in graph.modules}
    keys = {module: (package, group_of(module, territory)) for module, package in own.items()}
    counted = Counter(keys.values())
    ordered = sorted(counted, key=lambda key: (key[1], key[0]))
    places = {key: place for place, key in enumerate(ordered)}
    packages = tuple(Package(name, group, counted[name, group]) for name, group in ordered)
    return packages, {module: places[key] for module, key in keys.items()}


def _links(
    graph: ImportGraph,
    home: dict[str, int],
    crossing: Iterable[tuple[str, str]],
    groups: Iterable[tuple[str, ...]],
) -> Iterator[Link]:
    ring = {module: number for number, group in enumerate(groups) for module in group}
    bad = frozenset(crossing)
    imports: Counter[tuple[int, int]] = Counter()
    broken: Counter[tuple[int, int]] = Counter()
    cyclic: Counter[tuple[int, int]] = Counter()
    for importer, imported in graph.edges:
        if importer not in home or imported not in home:
            continue
        pair = (home[importer], home[imported])
        imports[pair] += 1
        broken[pair] += (importer, imported) in bad
        runs = (importer, imported) not in graph.typing_only
        cyclic[pair] += runs and ring.get(importer, -1) == ring.get(imported, -2)
    for pair in sorted(imports):
        if pair[0] != pair[1] or cyclic[pair]:
            yield Link(*pair, imports[pair], broken[pair], cyclic[pair])


def _old_names(graph: ImportGraph, renames: Sequence[Callable[[str], str]]) -> int:
    """Count the imports of modules that are called something else in the end."""
    final: dict[str, str] = {}
    for module in graph.modules:
        name = module
        for rename in renames:
            name = rename(name)
        final[module] = name
    return sum(final.get(imported, imported) != imported for _, imported in graph.edges)
