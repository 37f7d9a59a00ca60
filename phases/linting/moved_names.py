"""What the plan has made old so far, judged by the tree alone.

Manifests are not in git, and on an older branch they lie; what is there and what is not cannot.
A name is old when nothing is there any more, and what the plan makes of it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from rezone.phases.linting.modules_on_disk import ModulesOnDisk
from rezone.phases.linting.nearest_plan import PlanInForce
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap


class MovedNames:
    """The names of one repository that are old.

    Args:
        plan: what moves where.
        disk: what is where.
    """

    def __init__(self, plan: PlanInForce, disk: ModulesOnDisk) -> None:
        self._plan = plan
        self._disk = disk

    def current(self, name: str) -> str:
        """Return what *name* is called now: itself if it is still there, or never was to move.

        Each phase is followed in turn, so that a name from before two of them is followed twice.
        A module that is there is current whatever the plan says of its name: it may have come
        from elsewhere in a chain or a swap.
        """
        found = name
        for step in self._plan.steps:
            following = step(found)
            if following != found:
                if self._disk.has(found):
                    break
                found = following
        return found if found == name or self._has_arrived(found) else name

    def current_symbol(self, module: str, name: str) -> tuple[str, str]:
        """Return where *name* of *module* is defined now: there still, or where phases took it."""
        found = before = (module, name)
        for step in self._plan.steps:
            following = step.symbol(*found)
            if following != found:
                if self._disk.defines(*found):
                    break
                found = following
        return found if self._disk.defines(*found) or self.is_elsewhere else before

    def _has_arrived(self, name: str) -> bool:
        return self._disk.has(name) or self.is_elsewhere

    @cached_property
    def is_elsewhere(self) -> bool:
        """Say whether the plan is about another repository, of which this one is a client."""
        return not any(self._disk.has(name) for name in self._plan.tops)

    def map(self, names: Iterable[str]) -> NameMap:
        """Return the name map of those of *names* that are old, and of what lies below them.

        What is no module itself, an attribute say, follows the module it lies in.
        """
        found = NameMap(())
        for name in sorted(names):  # a package comes before what is in it
            target = self.current(name)
            if found(name) != target and (target != name or self._disk.has(name)):
                found = NameMap((*found.moves, Move(name, target)))
        return found

    def symbols(self, names: Iterable[tuple[str, str]]) -> Iterator[Move]:
        """Yield a move for each of *names*, pairs of module and symbol, that is old."""
        for old in names:
            new = self.current_symbol(*old)
            if new != old:
                yield Move(":".join(old), ":".join(new))
