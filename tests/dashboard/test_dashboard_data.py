"""What the dashboard tells, in every state a migration can be in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner
from dashboard_sites import SHOP, make_shop

from rezone.codemods.cli.main import main
from rezone.phases import api
from rezone.phases.plan.model import Plan
from rezone.phases.reports.dashboard.diffs import LONGEST, DiffBudget
from rezone.phases.reports.dashboard.metrics import metrics
from rezone.phases.reports.dashboard.model import CheckFacts, Dashboard, Measured, Metric
from rezone.phases.reports.dashboard.overview import burndown, figures, headline, to_measure
from rezone.phases.reports.dashboard.render import page
from rezone.transforms.errors import UsageError
from rezone.transforms.records import replace


def collect(root: Path, focus: int | None = None, **options: bool) -> Dashboard:
    return api.collect_dashboard(root, api.load(root), focus, **options)


def apply(root: Path, *numbers: int) -> None:
    for number in numbers:
        api.migrate(root, api.load(root), number)


def points(found: Dashboard) -> list[tuple[str, bool, bool, int, int]]:
    return [
        (step.id, step.is_now, step.is_simulated, step.old_names, len(step.violations))
        for step in found.steps
    ]


PLANNED = [
    ("before", True, False, 2, 0),
    ("phase-1", False, True, 1, 1),
    ("phase-2", False, True, 0, 1),
]


def test_before_anything_ran_it_tells_what_is_planned(shop: Path) -> None:
    found = collect(shop)
    first, second = found.phases
    assert (first.status, first.source, first.files_planned, first.files_moved) == (
        "pending",
        "worked_out",
        1,
        None,
    )
    assert first.references == {"rewritten": 3}
    assert second.source == "worked_out"
    assert points(found) == PLANNED
    assert headline(found) == "No phase is applied yet. Next is phase 1: Tools & <b>more</b>."
    assert all(metric.phases == () for metric in found.metrics)
    assert (found.checks, found.events, found.suites, found.performance) == ((), (), (), ())


def test_a_diff_that_is_planned_is_the_one_that_is_done(shop: Path) -> None:
    planned = {(file.old, file.new): file.diff for file in collect(shop).phases[0].files}
    apply(shop, 1)
    done = collect(shop).phases[0]
    assert {(file.old, file.new): file.diff for file in done.files} == planned
    assert planned["src/shop/till.py", "src/shop/till.py"].splitlines()[1:3] == [
        "-from shop.tools import shout",
        "+from shared.tools import shout",
    ]
    assert done.source == "report"


def test_half_way_the_graph_before_is_read_from_the_backup(shop: Path) -> None:
    planned = collect(shop)
    apply(shop, 1)
    found = collect(shop)
    assert points(found) == [
        ("before", False, False, 2, 0),
        ("phase-1", True, False, 1, 1),
        ("phase-2", False, True, 0, 1),
    ]
    assert [s.links for s in found.steps] == [s.links for s in planned.steps]
    assert [(p.status, p.files_planned, p.files_moved) for p in found.phases] == [
        ("applied", 1, 1),
        ("pending", 1, None),
    ]
    assert headline(found) == "1 of 2 phases applied. Next is phase 2: Money."


def test_after_all_phases_nothing_is_left_to_plan(shop: Path) -> None:
    apply(shop, 1, 2)
    found = collect(shop)
    assert [point[1] for point in points(found)] == [False, False, True]
    assert found.steps[1].is_simulated
    assert headline(found) == "All 2 phases are applied."
    moved, old_names, *_ = figures(found)
    assert (moved["value"], moved["of"], old_names["value"]) == (2, "of 2", 0)


def test_after_a_rollback_the_phase_is_planned_again(shop: Path) -> None:
    before = collect(shop)
    apply(shop, 1)
    api.rollback(shop, api.load(shop), 1)
    found = collect(shop)
    assert [phase.status for phase in found.phases] == ["rolled_back", "pending"]
    assert found.steps == before.steps
    assert found.phases[0].files == before.phases[0].files
    assert [event.name for event in found.events] == ["started", "applied", "rolled_back"]


def test_imports_in_a_cycle_and_across_a_border_are_marked(shop: Path) -> None:
    found = collect(shop)
    assert found.steps[0].cycles == (("shop.till", "shop.tools"),)
    after = found.steps[1]
    names = [package.name for package in after.packages]
    told = {
        (names[link.source], names[link.target]): (link.imports, link.violations, link.cyclic)
        for link in after.links
    }
    assert told["shared", "shop"] == (1, 1, 1)
    assert told["shop", "shared"] == (1, 0, 1)
    assert after.violations == (("shared.tools", "shop.till", "shared", "shop"),)


def test_the_burndown_adds_what_is_to_come_to_what_was_left(shop: Path) -> None:
    apply(shop, 1)
    rows = burndown(collect(shop))
    assert [(row["imports"], row["pending"], row["left"]) for row in rows] == [
        (2, 4, 0),
        (1, 1, 0),
        (0, 0, 0),
    ]
    quick = burndown(collect(shop, work_out=False))
    assert [row["pending"] for row in quick] == [None, None, 0]
    assert [row["imports"] for row in quick] == [2, 1, 0]


def test_without_working_out_the_moves_are_told(shop: Path) -> None:
    phase = collect(shop, work_out=False).phases[0]
    assert (phase.source, phase.files_planned, phase.references) == ("plan", 1, None)
    assert ("src/shop/tools.py", "src/shared/tools.py") in [(f.old, f.new) for f in phase.files]


def test_one_phase_in_focus_tells_the_files_of_no_other(shop: Path) -> None:
    apply(shop, 1)
    found = collect(shop, 2)
    assert [bool(phase.files) for phase in found.phases] == [False, True]
    assert found.phases[0].files_moved == 1
    with pytest.raises(UsageError, match="no phase 9"):
        collect(shop, 9)


def test_without_its_report_a_phase_is_told_from_its_backup(shop: Path) -> None:
    apply(shop, 1)
    with_report = collect(shop).phases[0]
    (shop / "migration_reports/phase1.json").unlink()
    phase = collect(shop).phases[0]
    assert (phase.source, phase.references) == ("manifest", None)
    assert (phase.files_moved, phase.files_edited) == (1, with_report.files_edited)
    assert [file.diff for file in phase.files] == [file.diff for file in with_report.files]


def test_reports_that_are_none_are_told_and_left(shop: Path) -> None:
    apply(shop, 1)
    (shop / "migration_reports/phase1.json").write_text("{")
    (shop / "migration_phase1.log").write_text("no line of a log\n")
    (shop / "performance_baseline.json").write_text("[]")
    (shop / "migration_validation_report_20310101T000000.0Z.json").write_bytes(b"\xff\x00")
    found = collect(shop)
    told = sorted(note.split(" ")[0] for note in found.notes)
    assert told == [
        "migration_phase1.log",
        "migration_reports/phase1.json",
        "migration_validation_report_20310101T000000.0Z.json",
        "performance_baseline.json",
    ]
    assert found.phases[0].source == "manifest"


def test_a_phase_applied_elsewhere_has_no_past_here(shop: Path) -> None:
    apply(shop, 1)
    (shop / "migration_backups").rename(shop.parent / "aside")
    (shop / "migration_reports").rename(shop.parent / "aside-too")
    found = collect(shop)
    assert (found.phases[0].status, found.phases[0].source) == ("applied", "")
    assert [point[0] for point in points(found)] == ["before", "phase-2"]
    assert "applied elsewhere" in found.notes[0]


def test_a_phase_that_is_refused_says_why_and_those_after_it_wait(tmp_path: Path) -> None:
    root = make_shop(tmp_path / "shop", **{"src/shop/till.py": "from shop.tools import shout\n("})
    first, second = collect(root).phases
    assert "src/shop/till.py" in first.problem
    assert second.problem == "phase 1, which comes before, cannot be worked out"
    assert first.files_planned == 1


def test_a_plan_without_domains_takes_top_level_packages(tmp_path: Path) -> None:
    head, _, rest = SHOP["rezone.toml"].partition("[[domains]]")
    plan = head + rest[rest.index("[[phases]]") :]
    found = collect(make_shop(tmp_path / "shop", **{"rezone.toml": plan}))
    assert {package.group for package in found.steps[0].packages} == {"shared", "shop"}
    assert found.domains == ()
    assert all(step.violations == () for step in found.steps)


def test_a_plan_without_phases_is_told_as_such(tmp_path: Path) -> None:
    plan = SHOP["rezone.toml"].partition("[[phases]]")[0]
    found = collect(make_shop(tmp_path / "shop", **{"rezone.toml": plan}))
    assert (found.phases, len(found.steps)) == ((), 1)
    assert headline(found) == "There is nothing to migrate: the plan has no phase."


def test_what_was_measured_is_told_for_each_measure(measured: Path) -> None:
    found = collect(measured)
    values = {m.id: [(p.phase, p.value, p.holds) for p in m.phases] for m in found.metrics}
    assert values["files"] == [(1, 1.0, True)]
    assert values["imports"] == [(1, 1.0, True)]
    assert values["tests"] == [(1, 0.5, False)]
    ((phase, slowdown, _),) = values["slowdown"]
    assert phase == 1
    assert slowdown == pytest.approx(max(q.ratio or 0 for q in found.performance) - 1)
    (suite,) = found.suites
    assert suite.tests == (
        ("tests/test_till.py::test_shout", "passed", "failed"),
        ("tests/test_till.py::test_total", "passed", "passed"),
    )
    assert all(len(q.before) == len(q.after) == 2 for q in found.performance)
    assert {(c.id, c.when) for c in found.checks} >= {("tests", "pre"), ("tests", "post")}


def test_what_was_measured_before_the_phase_was_applied_again_does_not_count() -> None:
    def check(time: str) -> CheckFacts:
        numbers = {"ratio": 1.0}
        return CheckFacts(1, "post", "tests", "", "passed", "all", "", "", numbers, (), time)

    def values(checks: Iterable[CheckFacts], since: dict[int, str]) -> list[float]:
        plan_thresholds = Plan().thresholds
        (found,) = [m for m in metrics(plan_thresholds, checks, since) if m.id == "tests"]
        return [measured.value for measured in found.phases]

    since = {1: "2031-05-06T07:08:09.123456+00:00"}
    assert values([check("2031-05-06T07:08:09.123Z")], since) == []
    assert values([check("2031-05-06T07:08:10.000Z")], since) == [1.0]
    assert values([check("2031-05-06T07:08:10.000Z")], {}) == []


def test_what_ran_around_a_phase_counts_until_it_is_measured_again(shop: Path) -> None:
    done = CliRunner().invoke(main, ["--root", str(shop), "migrate", "--phase", "1", "--execute"])
    assert done.exit_code == 0, done.output
    found = collect(shop)
    told = {(check.id, check.when): check for check in found.checks}
    assert {("backup-readiness", "pre"), ("target-structure", "post")} <= told.keys()
    assert {check.status for check in told.values()} == {"passed"}
    assert values_of(found, "files") == [(1, 1.0, True)]
    report = shop / "migration_reports/phase1.json"
    text = report.read_text().replace('"ratio": 1.0', '"ratio": 0.25')
    assert text != report.read_text()
    report.write_text(text)
    assert values_of(collect(shop), "files")[0][1] == 0.25
    plan = api.load(shop)
    choice = api.Choice(only=frozenset({"target-structure"}))
    api.write_validation(shop, api.validate(shop, plan, api.Mode.POST, [1], choice), plan)
    assert values_of(collect(shop), "files") == [(1, 1.0, True)]
    api.rollback(shop, plan, 1)
    assert values_of(collect(shop), "files") == []


def values_of(found: Dashboard, metric: str) -> list[tuple[int, float, bool]]:
    (wanted,) = [m for m in found.metrics if m.id == metric]
    return [(p.phase, p.value, p.holds) for p in wanted.phases]


@pytest.mark.parametrize(
    ("value", "holds", "word"),
    [(0.02, True, "holds"), (0.57, True, "within noise"), (0.57, False, "fails")],
)
def test_a_slowdown_that_may_be_noise_is_called_so(
    shop: Path, value: float, holds: bool, word: str
) -> None:
    measured = (Measured(1, value, "35 quantities", holds, ""),)
    metric = Metric("slowdown", "Slowdown", 0.1, True, "measure {}", measured)
    html = page(replace(collect(shop, work_out=False), metrics=(metric,))).decode()
    (told,) = re.findall(r'<p class="value">.*?<span class="status \w+">([\w ]+)</span>', html)
    assert told == word
    assert ("not told apart from noise" in html) is (word == "within noise")


@pytest.mark.parametrize(("done", "number"), [((), 1), ((1,), 1), ((1, 2), 2)])
def test_what_is_to_be_measured_is_what_was_applied_last(
    shop: Path, done: tuple[int, ...], number: int
) -> None:
    apply(shop, *done)
    assert to_measure(collect(shop, work_out=False)) == number


def test_a_diff_has_an_end() -> None:
    budget = DiffBudget()
    long, why = budget.diff(b"", b"line\n" * LONGEST)
    assert (len(long), why) == (LONGEST, "only the beginning is shown")
    assert budget.diff(b"a\n", b"b\n") == ("@@ -1 +1 @@\n-a\n+b\n", "")
    assert budget.diff(b"a\0", b"b\0") == ("", "it is no text")
    assert budget.diff(None, b"") == ("", "nobody kept what it was")
    assert DiffBudget(0).diff(b"a", b"b")[1].startswith("the page is full")
    assert DiffBudget(5).diff(b"a\n", b"b\n") == ("@@ -1", "only the beginning is shown")


def test_the_data_are_json(halfway_data: dict[str, object]) -> None:
    assert halfway_data["schema_version"] == 1
    assert json.dumps(halfway_data, allow_nan=False)


def test_a_crash_comes_before_all_else(shop: Path) -> None:
    apply(shop, 1)
    manifest = shop / "migration_backups/phase1/manifest.json"
    manifest.write_text(manifest.read_text().replace('"applied"', '"applying"'))
    found = collect(shop)
    assert found.phases[0].status == "interrupted"
    assert headline(found) == ("Phase 1 was interrupted. Run rezone recover before anything else.")
    assert found.phases[1].source != "worked_out"
