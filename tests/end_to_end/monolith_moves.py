"""Where the modules of the monolith go, and one name for a module before and after.

Written apart from rezone's own name map on purpose: what judges must not share code with what
is judged.  Only the list of moves is rezone's, because it is the plan that is tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from monolith_site import MONOLITH_ROOT, TARGET_ROOT


@dataclass(frozen=True)
class PhaseMoves:
    """The moves of one phase: old qualified name → new one, applied at once.

    *alone* are modules and ``__init__`` files that go without what lies below them.
    """

    below: Mapping[str, str]
    alone: Mapping[str, str]

    def __call__(self, name: str) -> str:
        """Return where the module *name*, or what lies below it, is after the phase."""
        if name in self.alone:
            return self.alone[name]
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            target = self.below.get(".".join(parts[:length]))
            if target is not None:
                return ".".join([target, *parts[length:]])
        return name


@dataclass(frozen=True)
class MoveMap:
    """Several phases, one after the other."""

    phases: tuple[PhaseMoves, ...] = ()

    @classmethod
    def read(cls, plan: Mapping[str, Any], numbers: Iterable[int]) -> Self:
        """Read the phases *numbers*, in that order, from ``rezone plan show --format json``."""
        by_number = {phase["number"]: phase for phase in plan["phases"]}
        phases = []
        for number in numbers:
            below: dict[str, str] = {}
            alone: dict[str, str] = {}
            for move in by_number[number]["moves"]:
                (alone if move.get("alone") else below)[move["source"]] = move["target"]
            phases.append(PhaseMoves(below, alone))
        return cls(tuple(phases))

    def module(self, name: str) -> str:
        """Return the qualified name of the module *name* after the phases."""
        for phase in self.phases:
            name = phase(name)
        return name

    def imported(self, name: str) -> str:
        """Return the imported name *name*, ``module.attribute``, after the phases.

        The last segment may be a submodule or an attribute; the longest match is right for both,
        but that of a module that goes alone covers its own attributes, not those of submodules.
        """
        for phase in self.phases:
            moved = phase(name)
            package, dot, attribute = name.rpartition(".")
            if moved == name and package in phase.alone:
                moved = phase.alone[package] + dot + attribute
            name = moved
        return name

    def file(self, path: str) -> str:
        """Return where the Python file *path* of the monolith is; any other path as it is.

        Paths are posix and relative to the repository.
        """
        prefix = MONOLITH_ROOT + "/"
        if not (path.startswith(prefix) and path.endswith(".py")):
            return path
        stem = path.removeprefix(prefix).removesuffix(".py")
        name = stem.removesuffix("/__init__").replace("/", ".")
        moved = self.module(name)
        if moved == name:
            return path
        suffix = "/__init__.py" if stem.endswith("/__init__") else ".py"
        return f"{TARGET_ROOT}/{moved.replace('.', '/')}{suffix}"
