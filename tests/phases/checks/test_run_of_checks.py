"""A run of checks: what is chosen, what it adds up to and leaves; and pytest doing the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from rezone.codemods.cli.main import main
from rezone.phases.checks.catalog import __path__ as catalog
from rezone.phases.checks.registry import ORDER, checks

SCHEMA = Path(__file__).parents[3] / "docs/reference/validation-report.schema.json"
QUICK = ("--only", "target-structure", "--only", "git-state")


def validate(shop, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["validate", "--root", str(shop.root), *arguments])


def report(shop) -> dict:
    (path,) = shop.root.glob("migration_validation_report_*.json")
    found = json.loads(path.read_text())
    jsonschema.validate(found, json.loads(SCHEMA.read_text()))
    return found


def test_every_file_of_the_catalog_is_a_check_and_every_id_is_its_own() -> None:
    files = {path.stem for path in Path(next(iter(catalog))).glob("*.py")} - {"__init__"}
    assert files == set(ORDER)
    ids = [check.id for check in checks()]
    assert len(set(ids)) == len(ids)
    assert all(check.quick <= check.runs for check in checks())


def test_a_run_that_holds_leaves_a_report_and_ends_with_0(shop) -> None:
    done = validate(shop, "--pre-migration", "--phase", "1", *QUICK)
    assert done.exit_code == 0, done.output
    found = report(shop)
    assert (found["holds"], found["totals"]["passed"]) == (True, 2)
    status = subprocess.run(["git", "-C", shop.root, "status", "--porcelain"], capture_output=True)
    assert status.stdout == b""


def test_a_check_that_fails_ends_the_run_with_1(shop) -> None:
    shop.write("new.txt", "")
    done = validate(shop, "--pre-migration", "--phase", "1", *QUICK, "--format", "json")
    assert done.exit_code == 1
    assert json.loads(done.stdout) == report(shop)
    assert not report(shop)["holds"]


def test_fail_fast_lists_the_rest_as_skipped(shop) -> None:
    shop.write("new.txt", "")
    validate(shop, "--pre-migration", "--phase", "1", *QUICK, "--fail-fast")
    assert [c["status"] for c in report(shop)["checks"]] == ["failed", "skipped"]


def test_what_is_skipped_is_listed_and_is_no_failure(shop) -> None:
    shop.write("new.txt", "")
    done = validate(
        shop, "--pre-migration", "--phase", "1", *QUICK, "--skip", "git-state", "--strict"
    )
    assert done.exit_code == 0
    assert [c["reason"] for c in report(shop)["checks"]] == ["--skip", ""]


def test_strict_wants_everything_measured(shop) -> None:
    shop.migrate()
    for path in ("migration_backups", "migration_reports"):
        subprocess.run(["rm", "-r", shop.root / path], check=True)
    only = ("--post-migration", "--phase", "1", "--only", "import-resolution")
    assert validate(shop, *only).exit_code == 0
    assert validate(shop, *only, "--strict").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--phase", "1"), "say what to validate"),
        (("--pre-migration",), "say which phase"),
        (("--pre-migration", "--phase", "9"), "no phase 9"),
        (("--pre-migration", "--phase", "1", "--only", "git-stat"), "did you mean 'git-state'"),
        (("--post-migration", "--phase", "1", "--only", "git-state"), "has no check git-state"),
    ],
)
def test_wrong_usage_is_told_with_2(shop, arguments: tuple[str, ...], problem: str) -> None:
    done = CliRunner().invoke(main, ["validate", "--root", str(shop.root), *arguments])
    assert done.exit_code == 2
    assert problem in done.output


def pytest_run(shop, *arguments: str) -> subprocess.CompletedProcess[str]:
    plugin = ("-p", "rezone.phases.checks.plugin", "-p", "no:cacheprovider")
    command = [sys.executable, "-m", "pytest", *plugin, "--pyargs", "rezone.phases.checks"]
    return subprocess.run([*command, *arguments], cwd=shop.root, capture_output=True, text=True)


def test_pytest_runs_the_same_checks_and_writes_junit(shop, tmp_path: Path) -> None:
    shop.write("new.txt", "")
    chosen = ("-k", "git-state or conflicts", f"--junitxml={tmp_path}/junit.xml")
    done = pytest_run(shop, "--rezone-phase", "1", "--rezone-when", "pre", *chosen)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "phase 1 pre git-state: failed: 1 changed files" in done.stdout
    assert "phase 1 pre conflicts: passed" in done.stdout
    junit = (tmp_path / "junit.xml").read_text()
    assert 'name="git-state[phase1-pre]"' in junit
    assert 'failures="1"' in junit
    assert "?? new.txt" in junit


def test_pytest_hears_of_a_wrong_phase_or_plan_once(shop) -> None:
    done = pytest_run(shop)
    assert (done.returncode, done.stderr.strip()[:31]) == (4, "ERROR: RZ100 say which phase: -")
    done = pytest_run(shop, "--rezone-phase", "9")
    assert (done.returncode, "the plan has no phase 9" in done.stderr) == (4, True)
    wrong(shop)
    done = pytest_run(shop, "--rezone-phase", "1")
    assert (done.returncode, "no module 'shop.toolz'" in done.stderr) == (4, True)
    assert "Traceback" not in done.stdout + done.stderr


def test_processes_of_xdist_tell_what_they_measured(shop) -> None:
    chosen = ("-k", "git-state or conflicts", "-n", "2")
    done = pytest_run(shop, "--rezone-phase", "1", *chosen)
    assert "phase 1 pre git-state: passed: 0 changed files" in done.stdout
    assert "phase 1 pre conflicts: passed" in done.stdout


def wrong(shop) -> None:
    """Let the plan move a module that is not there."""
    plan = (shop.root / "rezone.toml").read_text()
    shop.write("rezone.toml", plan.replace('"shop.tools"', '"shop.toolz"'))


def test_a_plan_that_contradicts_the_tree_ends_with_2_before_anything_is_measured(shop) -> None:
    wrong(shop)
    for mode in ("--pre-migration", "--full-validation"):
        done = validate(shop, mode, "--phase", "1")
        assert done.exit_code == 2
        assert "rezone.toml:16: RZ101 phases[0].moves[0]: there is no module" in done.output
    assert not list(shop.root.glob("migration_*"))


def test_errors_of_another_phase_do_not_matter(shop) -> None:
    """The second phase moves what the first brings."""
    plan = (shop.root / "rezone.toml").read_text()
    second = '[[phases]]\nnumber = 2\nmoves = [{ source = "shared.tools", target = "shared.t" }]\n'
    third = '[[phases]]\nnumber = 3\nmoves = [{ source = "nowhere", target = "shared.n" }]\n'
    shop.write("rezone.toml", plan + second + third)
    shop.commit()
    assert validate(shop, "--pre-migration", "--phase", "1", *QUICK).exit_code == 0
    done = validate(shop, "--pre-migration", "--phase", "3", *QUICK)
    assert (done.exit_code, "'nowhere'" in done.output) == (2, True)


def test_a_phase_that_is_not_applied_does_not_hold_after_itself(shop) -> None:
    """Its target is there all the same: packages merge."""
    plan = (shop.root / "rezone.toml").read_text()
    for package in ("shop/deep", "shared/deep"):
        shop.write(f"src/{package}/__init__.py", "")
    shop.write("src/shop/deep/well.py", "")
    moves = plan.replace("shop.tools", "shop.deep").replace("shared.tools", "shared.deep")
    shop.write("rezone.toml", moves)
    shop.commit()
    done = validate(shop, "--post-migration", "--phase", "1", "--only", "target-structure")
    assert done.exit_code == 1
    assert "phase 1 is not applied: shop.deep has not moved" in done.output
    shop.migrate()
    done = validate(shop, "--post-migration", "--phase", "1", "--only", "target-structure")
    assert done.exit_code == 0


def test_a_performance_test_needs_no_phase(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is of the phase applied last, else of the first."""
    from rezone.phases.checks.catalog import performance

    monkeypatch.setattr(performance, "ROUNDS", 2)
    monkeypatch.setattr(performance, "AGAIN", 1)
    plan = (shop.root / "rezone.toml").read_text()
    second = '[[phases]]\nnumber = 2\nmoves = [{ source = "shop.till", target = "shared.till" }]\n'
    shop.write("rezone.toml", plan + second)
    done = validate(shop, "--performance-test")
    assert (done.exit_code, report(shop)["phases"]) == (0, [1]), done.output
    assert (shop.root / "performance_baseline.json").exists()
    for number in (1, 2):
        shop.migrate(number)
    for path in shop.root.glob("migration_validation_report_*.json"):
        path.unlink()
    validate(shop, "--performance-test")
    assert report(shop)["phases"] == [2]
    assert report(shop)["checks"][0]["id"] == "performance"


def test_a_phase_that_is_named_twice_is_checked_once(shop) -> None:
    validate(shop, "--pre-migration", "--phase", "1", "--phase", "1", *QUICK)
    assert len(report(shop)["checks"]) == 2
