"""The plan that applies to a file: the one in the nearest folder above that has any."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from rezone.phases.plan.find import own_plan
from rezone.phases.plan.model import Plan
from rezone.phases.plan.read import load
from rezone.phases.plan.territory import Territory
from rezone.transforms.errors import RezoneError
from rezone.transforms.moves.compose import compose
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.names import top

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class PlanInForce(Struct, frozen=True, dict=True):
    """The plan of the repository at *root*, and what is worth knowing of it for many files.

    *problem* is why it cannot be used; the plan is then empty.
    """

    root: Path
    plan: Plan
    problem: RezoneError | None = None

    @cached_property
    def steps(self) -> tuple[NameMap, ...]:
        """The name map of each phase, in dependency order."""
        return tuple(
            NameMap(
                [planned.move for planned in phase.moves]
                + [Move(old, new) for old, new in phase.renames]
            )
            for phase in self.plan.in_dependency_order()
        )

    @cached_property
    def composed(self) -> NameMap:
        """All phases as one map: every name that any of them makes old."""
        names = NameMap(())
        for step in self.steps:
            names = compose(names, step)
        return names

    @cached_property
    def territory(self) -> Territory:
        """The domains."""
        return Territory(self.plan.domains)

    @cached_property
    def tops(self) -> frozenset[str]:
        """The first segments of all that moves, before and after."""
        ends = (name for move in self.composed.moves for name in (move.source, move.target))
        return frozenset(top(name.partition(":")[0]) for name in ends)

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The import roots.  A plan that names none costs a look at the whole tree, once."""
        from rezone.phases.engine.context import choose_roots
        from rezone.phases.engine.workspace import Workspace

        workspace = Workspace(self.root, frozenset())
        if not self.plan.workspace.roots:
            workspace = Workspace.scan(self.root, self.plan.workspace.exclude)
        return choose_roots(self.plan, workspace)

    def excludes(self, path: str) -> bool:
        """Say whether *path*, posix and relative to the root, is none of the plan's business."""
        return self._excluded is not None and self._excluded.match_file(path)

    @cached_property
    def _excluded(self) -> GitIgnoreSpec | None:
        if not self.plan.workspace.exclude:
            return None
        from pathspec import GitIgnoreSpec

        return GitIgnoreSpec.from_lines(self.plan.workspace.exclude)


def plan_above(path: Path) -> PlanInForce | None:
    """Return the plan in the nearest folder above the absolute *path*, None if there is none.

    It is read once a process and again when its file changes: editors keep their server for days.
    """
    for folder in path.parents:
        file = own_plan(folder)
        if file is not None:
            status = file.stat()
            return _read(folder, file, status.st_mtime_ns, status.st_size)
        if (folder / ".git").exists():
            return None
    return None


@lru_cache(maxsize=8)
def _read(root: Path, file: Path, changed: int, size: int) -> PlanInForce:  # noqa: ARG001 - part of the key
    try:
        return PlanInForce(root, load(root, file))
    except RezoneError as error:
        return PlanInForce(root, Plan(), error)
