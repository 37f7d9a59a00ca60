"""What the import graph has to be after a phase, worked out from what it was before."""

from __future__ import annotations

from msgspec import Struct

from rezone.phases.checks.measure.graph import GRAPH, as_graph
from rezone.phases.checks.scene import Rename, Scene
from rezone.phases.plan.model import Phase
from rezone.transforms.index.graph_after import graph_after
from rezone.transforms.index.import_graph import Edge, ImportGraph
from rezone.transforms.names import ancestors


class Comparison(Struct, frozen=True):
    """The graph *before* (under the names of now), what is *expected*, and what is there *now*.

    *free* are modules of which the plan does not say what they import: those that symbols move
    between, and what stands at old names now.
    """

    before: ImportGraph
    expected: ImportGraph
    now: ImportGraph
    free: frozenset[str]

    def lost(self) -> list[Edge]:
        """Return the imports that are expected and not there."""
        return sorted(e for e in self.expected.edges - self.now.edges if not self._is_free(e))

    def unexpected(self) -> list[Edge]:
        """Return the imports between expected modules that nothing explains."""
        found = self.now.edges - self.expected.edges
        return sorted(e for e in found if set(e) <= self.expected.modules and not self._is_free(e))

    def lost_modules(self) -> list[str]:
        """Return the modules that are expected and not there."""
        return sorted(self.expected.modules - self.now.modules)

    def _is_free(self, edge: Edge) -> bool:
        return not self.free.isdisjoint(edge)


def compared(scene: Scene) -> Comparison:
    """Return the graph of the scene, after a phase, beside that of before.

    Raises:
        Unmeasured: the graph before is not known any more.
    """
    now = as_graph(scene.take(GRAPH))
    earlier = scene.earlier(GRAPH)
    before = as_graph(earlier.value)
    phases = scene.since(earlier)
    removed = _emptied(before, now, earlier.rename)
    lazy = [package for phase in phases for package in phase.lazy]
    expected = graph_after(before, earlier.rename, (), removed, lazy)
    moved = {name for name in before.modules if earlier.rename(name) != name}
    free = moved | _of_symbols(phases, earlier.rename)
    return Comparison(before.renamed(earlier.rename), expected, now, frozenset(free))


def _emptied(before: ImportGraph, now: ImportGraph, rename: Rename) -> set[str]:
    """Return the packages of which nothing was left, so that their ``__init__`` went."""
    packages = {above for name in before.modules for above in ancestors(name)}
    return {name for name in packages & before.modules if rename(name) not in now.modules}


def _of_symbols(phases: tuple[Phase, ...], rename: Rename) -> set[str]:
    found = set()
    for phase in phases:
        for planned in phase.moves:
            if planned.move.is_symbol:
                found |= {
                    rename(name.partition(":")[0])
                    for name in (planned.move.source, planned.move.target)
                }
    return found
