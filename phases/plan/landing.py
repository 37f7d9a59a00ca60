"""Where the names of a workspace are after a phase: the phase's effect, without touching a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct

from rezone.phases.plan.model import Phase, PlannedMove, WorkspaceConfig
from rezone.phases.plan.paths import import_root, module_name
from rezone.transforms.index.modules import MODULE_SUFFIXES
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.names import ancestors


class Landing(Struct, frozen=True, dict=True):
    """The names of a workspace, and the moves of one phase that apply to them.

    *modules* are the qualified names of modules and packages, *packages* of those that are
    packages; *staying* are the names of files that the phase skips.
    """

    modules: frozenset[str]
    packages: frozenset[str]
    moves: tuple[PlannedMove, ...]
    staying: frozenset[str] = frozenset()

    @cached_property
    def sources(self) -> Mapping[str, tuple[str, ...]]:
        """For each name that exists afterwards, the names that become it, sorted."""
        name_map = NameMap(planned.move for planned in self.moves)
        become: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self.modules):
            become[name if name in self.staying else name_map(name)].append(name)
        for planned in self.moves:
            if planned.move.is_symbol:
                become[planned.move.target.partition(":")[0]] += ()
        return {new: tuple(old) for new, old in become.items()}

    def mover(self, name: str) -> PlannedMove | None:
        """Return the move that takes *name* along, ``None`` for what stays."""
        if name in self.staying:
            return None
        for probe in (name, *reversed(ancestors(name))):
            for planned in self.moves:
                move = planned.move
                if move.source == probe and (probe == name or not move.alone):
                    return planned
        return None

    def arrival(self, name: str) -> PlannedMove | None:
        """Return the move that brings the module *name*, ``None`` if it was there before."""
        symbols = (p for p in self.moves if p.move.is_symbol)
        brings = [self.mover(old) for old in self.sources[name] if old != name]
        brings += (p for p in symbols if p.move.target.partition(":")[0] == name)
        return next(filter(None, brings), None)

    def rank(self, planned: PlannedMove | None) -> int:
        """Return the place of *planned* in the order of the phase; what stays comes first."""
        return -1 if planned is None else self.moves.index(planned)

    @cached_property
    def modules_after(self) -> frozenset[str]:
        """The qualified names of the modules and packages afterwards."""
        return self.packages_after | self.sources.keys()

    @cached_property
    def packages_after(self) -> frozenset[str]:
        """The qualified names of the packages afterwards: old ones and all that is needed above."""
        arrived = {new for new, old in self.sources.items() if self.packages.intersection(old)}
        return frozenset(arrived.union(*map(ancestors, self.sources)))

    def shadowed(self) -> dict[str, str]:
        """Return each plain module that is to hold something below it, and one such name."""
        return {
            above: name
            for name in sorted(self.sources, reverse=True)
            for above in ancestors(name)
            if above in self.sources
            and self.sources[above]
            and not self.packages.intersection(self.sources[above])
        }


def skipped_names(phase: Phase, workspace: WorkspaceConfig) -> frozenset[str]:
    """Return the qualified names of the files that *phase* skips."""
    names = set()
    for path in phase.skip:
        root = import_root(path, workspace.roots)
        if root is not None and path.endswith(MODULE_SUFFIXES):
            names.add(module_name(path, root) or "")
    return frozenset(names - {""})
