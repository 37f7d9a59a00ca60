"""The plan: which modules move where, in phases.  Immutable: a changed plan is a new plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from msgspec import Struct

from rezone.transforms.errors import UsageError
from rezone.transforms.moves.move import Move
from rezone.transforms.records import replace


class Level(StrEnum):
    """How hard (complexity) or how dangerous (risk) a phase is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Origin(Struct, frozen=True):
    """Where in a plan file something stands: posix path, 1-based line (0 unknown), dotted key."""

    path: str = ""
    line: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """A move and the place in the plan that asks for it.

    *shim* says whether a bridge stays at the old name, ``None``: as the phase says; *shim_until*
    is the day or version in which the bridge is to go, empty: as the phase says.
    """

    move: Move
    origin: Origin = field(default=Origin(), compare=False)
    shim: bool | None = None
    shim_until: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    """An ordered set of moves that is applied, checked and undone as one.

    *skip* are paths (posix, relative to the root) of files that stay although their package
    moves; *renames* are qualified names that no file move explains (old, new).  *lazy* are
    packages, as they are named before the phase, whose re-exports become lazy (PEP 562).  With
    *shims* a bridge stays at each old name, until the day or version *shim_until*.
    """

    number: int
    title: str = ""
    complexity: Level = Level.LOW
    risk: Level = Level.LOW
    weeks: str = ""
    depends_on: tuple[int, ...] = ()
    moves: tuple[PlannedMove, ...] = ()
    skip: tuple[str, ...] = ()
    renames: tuple[tuple[str, str], ...] = ()
    lazy: tuple[str, ...] = ()
    shims: bool = False
    shim_until: str = ""
    origin: Origin = field(default=Origin(), compare=False)
    lazy_origin: Origin = field(default=Origin(), compare=False)

    def leaves_bridge(self, planned: PlannedMove) -> bool:
        """Say whether the move *planned* of this phase leaves a bridge."""
        return self.shims if planned.shim is None else planned.shim

    def with_shims(self, shims: bool) -> Phase:
        """Return the phase with a bridge at every old name, or at none."""
        moves = tuple(replace(planned, shim=None) for planned in self.moves)
        return replace(self, moves=moves, shims=shims)


@dataclass(frozen=True, slots=True)
class Domain:
    """A named set of packages and the other domains it may import (a layer contract).

    *packages* are qualified names or patterns with a last segment ``*``.
    """

    name: str
    packages: tuple[str, ...]
    may_import: tuple[str, ...] = ()
    origin: Origin = field(default=Origin(), compare=False)


class WorkspaceConfig(Struct, frozen=True):
    """Where modules live.  Empty *roots* are guessed; *exclude* are gitignore-style patterns.

    *read_as* says of files with names of their own which known file they are like: pattern, name.
    """

    roots: tuple[str, ...] = ()
    target_root: str = ""
    exclude: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()


class Thresholds(Struct, frozen=True):
    """What success means, as fractions of 1; defaults from the requirement."""

    files_migrated: float = 0.95
    tests_passing: float = 0.90
    slowdown: float = 0.10
    imports_resolving: float = 1.0
    coverage_drop: float = 0.01


class ChecksConfig(Struct, frozen=True):
    """How the checks run the repository's own code.

    *python* is the interpreter that has its dependencies, a path from the root or a command;
    empty: the one rezone runs in.  *runner* are arguments for it that run the tests by unittest,
    empty: pytest does; *tests* are arguments for that.  *apps* are web applications as
    ``module:attribute``; they, and modules among the tests of a runner, have the names before all
    phases.  *timeout* bounds one run, in seconds.
    *contracts* says which imports across domains fail a phase: ``new`` ones, that were not there
    before it, or ``all``, those too that a move has carried across a border.
    """

    python: str = ""
    tests: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    timeout: int = 900
    contracts: str = "new"
    runner: tuple[str, ...] = ()


class Plan(Struct, frozen=True):
    """Phases, roots and domains, as read from one plan file.

    *source* is the plan file, posix and relative to the root where it lies below it.
    """

    phases: tuple[Phase, ...] = ()
    domains: tuple[Domain, ...] = ()
    workspace: WorkspaceConfig = WorkspaceConfig()
    thresholds: Thresholds = Thresholds()
    checks: ChecksConfig = ChecksConfig()
    source: str = ""

    def with_shims(self, shims: bool) -> Plan:
        """Return the plan with bridges at every old name, or at none, whatever it says itself."""
        return replace(self, phases=tuple(phase.with_shims(shims) for phase in self.phases))

    def phase(self, number: int) -> Phase:
        """Return the phase *number*.

        Raises:
            UsageError: the plan has no such phase.
        """
        for phase in self.phases:
            if phase.number == number:
                return phase
        known = ", ".join(str(phase.number) for phase in self.phases) or "none"
        raise UsageError(
            f"the plan has no phase {number}", self.source, hint=f"its phases: {known}"
        )

    def in_dependency_order(self) -> tuple[Phase, ...]:
        """Return the phases so that each follows all it depends on, lowest number first."""
        pending = sorted(self.phases, key=lambda phase: phase.number)
        done: set[int] = set()
        ordered: list[Phase] = []
        while pending:
            ready = next((p for p in pending if set(p.depends_on) <= done), pending[0])
            pending.remove(ready)
            done.add(ready.number)
            ordered.append(ready)
        return tuple(ordered)
