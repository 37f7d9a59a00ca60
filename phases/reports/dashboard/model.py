"""What the dashboard tells: values, made before any of it is drawn.

The shape as JSON is told in ``docs/dashboard.md``; ``None`` means that nobody has measured it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class ReferenceFacts:
    """A place that names what moves, and what became of it; *line* is 1-based, 0 unknown."""

    file: str
    line: int
    kind: str
    old: str
    new: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file of a phase: its path before and after (None: it is new, or goes), its edits by
    kind, and what differs in the notation of a unified diff.

    *left_out* is why there is no diff, or only the beginning of one.
    """

    old: str | None
    new: str | None
    edits: Mapping[str, int] = field(default_factory=dict)
    proven: bool = False
    diff: str = ""
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class PhaseFacts:
    """One phase: what is planned, where it stands, and what it did.

    *status* is ``applied``, ``pending``, ``interrupted`` or ``rolled_back``.  *source* says where
    files and references are from: a ``report`` of the run, its ``manifest``, ``worked_out`` now
    without writing, the ``plan`` alone, or empty: nothing tells.  *references* counts them by
    status, None where nobody has looked.  *problem* is why it cannot be worked out.
    """

    number: int
    title: str
    status: str
    risk: str
    complexity: str
    weeks: str
    depends_on: tuple[int, ...]
    moves: tuple[tuple[str, str], ...]
    since: str = ""
    source: str = ""
    problem: str = ""
    files_planned: int | None = None
    files_moved: int | None = None
    files_edited: int | None = None
    files_proven: int | None = None
    duration_seconds: float | None = None
    references: Mapping[str, int] | None = None
    files: tuple[FileFacts, ...] = ()
    left_alone: tuple[ReferenceFacts, ...] = ()
    to_review: tuple[ReferenceFacts, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured for one phase; *value* is a fraction of 1."""

    phase: int
    value: float
    text: str
    holds: bool
    time: str


@dataclass(frozen=True, slots=True)
class Metric:
    """One measure of success, its threshold, and what each phase came to.

    *at_most*: less is better.  *how* is the command that measures it.
    """

    id: str
    title: str
    threshold: float
    at_most: bool
    how: str
    phases: tuple[Measured, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """How a check ended the last time it ran for a phase."""

    phase: int
    when: str
    id: str
    title: str
    status: str
    measured: str
    threshold: str
    reason: str
    numbers: Mapping[str, float]
    details: tuple[str, ...]
    time: str


@dataclass(frozen=True, slots=True)
class SuiteFacts:
    """The repository's tests around a phase: id, outcome before, outcome after (empty: none)."""

    phase: int
    time: str
    tests: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """What one thing costs before and after a phase: one value a round.

    *ratio* compares the medians, *low* and *high* are the interval of it (99 %).
    """

    phase: int
    name: str
    unit: str
    before: tuple[float, ...]
    after: tuple[float, ...] = ()
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    worse: bool = False


@dataclass(frozen=True, slots=True)
class Package:
    """A package in the import graph, and the domain or top-level package it belongs to."""

    name: str
    group: str
    modules: int


@dataclass(frozen=True, slots=True)
class Link:
    """The imports of one package by another, by their places in the list of packages.

    *violations* of them cross a border that the plan closes, *cyclic* are part of a cycle.  A
    package that imports itself has a link only where a cycle runs inside it.
    """

    source: int
    target: int
    imports: int
    violations: int
    cyclic: int


@dataclass(frozen=True, slots=True)
class Step:
    """The import graph at one point of the migration.

    *phase* is the phase it follows, None before all.  *is_simulated*: worked out from names, not
    read from the tree.  *old_names* are imports of modules that a later phase moves.
    *violations* are importer, imported, and the domains of both.
    """

    id: str
    label: str
    phase: int | None
    is_now: bool
    is_simulated: bool
    modules: int
    imports: int
    old_names: int
    packages: tuple[Package, ...]
    links: tuple[Link, ...]
    violations: tuple[tuple[str, str, str, str], ...]
    cycles: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class BridgeFacts:
    """A module at an old name that leads to the new one, and who uses it still."""

    path: str
    old: str
    new: str
    phase: int
    until: str
    is_over: bool
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something a run wrote in its log."""

    time: str
    phase: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All of it.  *notes* tell what could not be read, and why something is missing."""

    repository: str
    plan: str
    plan_hash: str
    tool_version: str
    generated: str
    focus: int | None
    domains: tuple[tuple[str, tuple[str, ...]], ...]
    phases: tuple[PhaseFacts, ...]
    metrics: tuple[Metric, ...]
    checks: tuple[CheckFacts, ...]
    suites: tuple[SuiteFacts, ...]
    performance: tuple[Quantity, ...]
    steps: tuple[Step, ...]
    bridges: tuple[BridgeFacts, ...]
    events: tuple[Event, ...]
    notes: tuple[str, ...]
    schema_version: int = SCHEMA_VERSION

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON values."""
        return asdict(self)
