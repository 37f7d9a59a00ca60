"""Everything the dashboard tells, gathered: reports, backups, logs, and the graph of imports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rezone.phases.bridges import standing_bridges
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Phase, Plan
from rezone.phases.reports.dashboard.ahead import told_by_moves, told_by_preview, worked_out
from rezone.phases.reports.dashboard.compared import quantities, suites
from rezone.phases.reports.dashboard.diffs import DiffBudget
from rezone.phases.reports.dashboard.done import told_by_manifest, told_by_report
from rezone.phases.reports.dashboard.graphs import Course, course, steps
from rezone.phases.reports.dashboard.metrics import metrics
from rezone.phases.reports.dashboard.model import BridgeFacts, Dashboard, PhaseFacts
from rezone.phases.reports.dashboard.runs import Runs
from rezone.phases.reports.report import plan_hash
from rezone.phases.reports.timestamp import timestamp
from rezone.phases.standing import BACKUPS, Standing, standings, states
from rezone.phases.transaction.manifest import Manifest
from rezone.phases.version import VERSION
from rezone.transforms.records import replace

Told = Callable[[str, int, int], None]
"""Called with what is being done, how much of it, and how much in all."""


def collect(
    root: Path,
    plan: Plan,
    focus: int | None = None,
    *,
    work_out: bool = True,
    told: Told = lambda *_: None,
) -> Dashboard:
    """Return what is known of the migration at *root*.

    Args:
        root: the repository.
        plan: its plan.
        focus: the only phase of which files, references and tests are told one by one; None: all.
        work_out: also work out the phases that are pending, as a dry run does.
        told: called on the way.

    Raises:
        UsageError: the plan has no phase *focus*, or contradicts the workspace.
        Refused: a file cannot be read.
    """
    if focus is not None:
        plan.phase(focus)
    return _Collector(root, plan, focus, work_out, told).dashboard()


@dataclass
class _Collector:
    root: Path
    plan: Plan
    focus: int | None
    work_out: bool
    told: Told

    def __post_init__(self) -> None:
        self.runs = Runs(self.root)
        self.manifests = states(self.root)
        self.standings = standings(self.root, self.plan)
        self.budget = DiffBudget()
        applied = (m for m in self.manifests.values() if m.status == "applied")
        self.applied = sorted(applied, key=lambda manifest: manifest.time)
        self.pending = [s.phase.number for s in self.standings if s.status == "pending"]

    def dashboard(self) -> Dashboard:
        self.told("reading imports", 0, 0)
        followed, workspace = course(self.root, self.plan, self.applied, self.pending)
        phases = self._phases(followed, workspace)
        checks = self.runs.checks(s.phase.number for s in self.standings)
        since = {s.phase.number: s.time for s in self.standings if s.status == "applied"}
        shown = [p.number for p in phases if self.focus in (None, p.number)]
        found = {suite.phase: suite for suite in suites(self.root, shown)}
        return Dashboard(
            repository=self.root.name,
            plan=self.plan.source,
            plan_hash=plan_hash(self.plan),
            tool_version=VERSION,
            generated=timestamp(datetime.now(UTC)),
            focus=self.focus,
            domains=tuple((domain.name, domain.may_import) for domain in self.plan.domains),
            phases=phases,
            metrics=metrics(self.plan.thresholds, checks, since),
            checks=checks,
            suites=tuple(found.values()),
            performance=tuple(quantities(self.root, shown, self.runs)),
            steps=tuple(steps(followed, self.plan)),
            bridges=tuple(self._bridges()),
            events=self.runs.events(),
            notes=(*self._elsewhere(), *followed.notes, *self.runs.notes),
        )

    def _phases(self, followed: Course, workspace: Workspace) -> tuple[PhaseFacts, ...]:
        planned = {s.phase.number: s.moves for s in (*followed.past, *followed.ahead)}
        facts = {s.phase.number: _facts(s, self.manifests) for s in self.standings}
        for number, standing in facts.items():
            moves = planned.get(number)
            if standing.status == "applied":
                facts[number] = self._done(standing)
                if moves is not None:
                    count = sum(change.is_move for change in moves.files)
                    facts[number] = replace(facts[number], files_planned=count)
            elif moves is not None:
                facts[number] = told_by_moves(standing, moves, self.focus in (None, number))
        if self.work_out:
            self._look_ahead(facts, workspace)
        return tuple(facts.values())

    def _look_ahead(self, facts: dict[int, PhaseFacts], workspace: Workspace) -> None:
        """Work out what is pending, where no crash stands in the way."""
        if any(standing.status == "interrupted" for standing in self.standings):
            return
        for done, found in enumerate(worked_out(workspace, self.plan, self.pending)):
            number, before, preview = found
            self.told("working out phases", done, len(self.pending))
            if isinstance(preview, str):
                facts[number] = replace(facts[number], problem=preview)
            else:
                budget = self._budget(number)
                facts[number] = told_by_preview(facts[number], before, preview, budget)

    def _done(self, facts: PhaseFacts) -> PhaseFacts:
        manifest = self.manifests.get(facts.number)
        report = self.runs.phase_report(facts.number)
        backups, budget = self.root / BACKUPS, self._budget(facts.number)
        if report is not None and report.get("status") == "applied":
            return told_by_report(facts, report, manifest, backups, budget)
        if manifest is not None and manifest.status == "applied":
            return told_by_manifest(facts, manifest, backups, budget)
        return facts

    def _budget(self, number: int) -> DiffBudget | None:
        return self.budget if self.focus in (None, number) else None

    def _bridges(self) -> Iterable[BridgeFacts]:
        for standing in standing_bridges(self.root, self.plan):
            bridge, users = standing.bridge, tuple(map(str, standing.users))
            yield BridgeFacts(
                bridge.path,
                bridge.old,
                bridge.new,
                bridge.phase,
                bridge.until or "",
                standing.is_over,
                users,
            )

    def _elsewhere(self) -> Iterable[str]:
        """Tell of phases that the tree shows as applied, and no backup knows of."""
        for standing in self.standings:
            if standing.status == "applied" and standing.phase.number not in self.manifests:
                yield (
                    f"phase {standing.phase.number} is applied, and {BACKUPS} does not know it: "
                    "it was applied elsewhere, and the graph before it is not known here"
                )


def _facts(standing: Standing, manifests: Mapping[int, Manifest]) -> PhaseFacts:
    phase: Phase = standing.phase
    manifest = manifests.get(phase.number)
    undone = manifest is not None and manifest.status == "rolled_back"
    return PhaseFacts(
        phase.number,
        phase.title,
        "rolled_back" if undone and standing.status == "pending" else standing.status,
        phase.risk.value,
        phase.complexity.value,
        phase.weeks,
        phase.depends_on,
        tuple((planned.move.source, planned.move.target) for planned in phase.moves),
        standing.time,
    )
