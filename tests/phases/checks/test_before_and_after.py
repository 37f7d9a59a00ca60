"""Each check passes on a sound repository, and fails on one that is broken in its very way."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from rezone.phases import api
from rezone.phases.checks.catalog import backup_readiness, infrastructure
from rezone.phases.checks.catalog.conflicts import case_collisions
from rezone.phases.checks.model import CheckResult, Status

PASSED, FAILED, SKIPPED = Status.PASSED, Status.FAILED, Status.SKIPPED


def told(result: CheckResult) -> str:
    return "\n".join([result.reason, *(result.finding.details if result.finding else ())])


@pytest.mark.breaks("plan")
def test_a_phase_that_is_refused_does_not_work_out(shop) -> None:
    assert shop.check("plan").status is PASSED
    shop.write("src/shared/tools.py", "")
    result = shop.check("plan")
    assert result.status is FAILED
    assert "shared.tools" in told(result)


def test_a_phase_that_is_applied_does_not_work_out_again(shop) -> None:
    shop.migrate()
    assert shop.check("plan").status is FAILED


@pytest.mark.breaks("git-state")
def test_a_changed_file_makes_the_git_tree_unclean(shop) -> None:
    assert shop.check("git-state").status is PASSED
    shop.write("src/shop/till.py", "")
    result = shop.check("git-state")
    assert (result.status, told(result).strip()) == (FAILED, "M src/shop/till.py")


def test_a_merge_under_way_is_no_clean_state(shop) -> None:
    (shop.root / ".git" / "MERGE_HEAD").write_text("0" * 40)
    result = shop.check("git-state")
    assert result.status is FAILED
    assert "a merge is under way" in told(result)


def test_without_git_its_state_is_not_known_and_so_not_good(shop) -> None:
    shutil.rmtree(shop.root / ".git")
    assert shop.check("git-state").status is SKIPPED
    assert shop.check("git-state").fails(strict=True)


@pytest.mark.breaks("infrastructure")
def test_an_interpreter_without_pytest_is_no_infrastructure(shop, tmp_path: Path) -> None:
    assert shop.check("infrastructure").status is PASSED
    program = tmp_path / "python"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -S -I "$@"\n')
    program.chmod(0o755)
    plan = (shop.root / "rezone.toml").read_text()
    shop.write("rezone.toml", plan.replace("[checks]", f'[checks]\npython = "{program}"'))
    result = shop.check("infrastructure")
    assert result.status is FAILED
    assert "has no pytest" in told(result)


def test_a_full_disk_is_no_infrastructure(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(infrastructure, "DISK", 1 << 62)
    assert shop.check("infrastructure").status is FAILED


def test_a_backup_needs_room(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    result = shop.check("backup-readiness")
    assert (result.status, result.finding.numbers["tried"]) == (PASSED, 3)
    monkeypatch.setattr(backup_readiness, "SPACE", 1 << 62)
    assert "MB are free" in told(shop.check("backup-readiness"))


@pytest.mark.breaks("backup-readiness")
def test_a_backup_needs_a_folder(shop) -> None:
    shop.write("migration_backups", "a file where the folder would be")
    assert shop.check("backup-readiness").status is FAILED


def test_a_trial_that_does_not_come_back_fails(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def lossy(source: Path, target: Path, **_: object) -> None:
        Path(target).write_bytes(Path(source).read_bytes()[:-1])

    monkeypatch.setattr(backup_readiness.shutil, "copyfile", lossy)
    assert "did not come back" in told(shop.check("backup-readiness"))


def test_a_trial_leaves_nothing(shop) -> None:
    shop.check("backup-readiness")
    assert os.listdir(shop.root / "migration_backups") == [".gitignore"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is locked for root")
def test_a_locked_folder_is_no_target(shop) -> None:
    (shop.root / "src/shared").chmod(0o500)
    result = shop.check("target-structure")
    (shop.root / "src/shared").chmod(0o700)
    assert result.status is FAILED
    assert "src/shared cannot be written to" in told(result)


def test_a_file_in_place_of_a_folder_is_no_target(shop) -> None:
    plan = (shop.root / "rezone.toml").read_text()
    shop.write("rezone.toml", plan.replace("shared.tools", "wide.open.tools"))
    assert shop.check("target-structure").status is PASSED
    shop.write("src/wide", "no folder")
    assert shop.check("target-structure").status is FAILED


@pytest.mark.breaks("target-structure")
def test_a_module_that_is_lost_after_the_phase_is_missed(shop) -> None:
    shop.migrate()
    assert shop.after("target-structure").status is PASSED
    (shop.root / "src/shared/tools.py").unlink()
    result = shop.after("target-structure")
    assert result.status is FAILED
    assert "shop.tools is not at shared.tools" in told(result)


def test_a_file_that_is_back_at_its_old_place_is_told(shop) -> None:
    shop.migrate()
    shop.write("src/shop/tools.py", "")
    result = shop.after("target-structure")
    assert result.status is FAILED
    assert "src/shop/tools.py is still at its old place" in told(result)


def test_a_package_of_the_phase_may_not_hide_a_library(shop) -> None:
    assert shop.check("conflicts").status is PASSED
    plan = (shop.root / "rezone.toml").read_text()
    for name, what in (("json", "standard library"), ("pytest", "installed package")):
        shop.write("rezone.toml", plan.replace('"shared.tools"', f'"{name}.tools"'))
        result = shop.check("conflicts")
        assert result.status is FAILED
        assert what in told(result)


@pytest.mark.breaks("conflicts")
def test_names_that_differ_by_case_collide(shop) -> None:
    files = ["src/Shared/other.py", "src/shared/tools.py", "src/shop/a.py"]
    assert list(case_collisions(files, ["src/shared/tools.py"])) == [
        "differ only by case: src/Shared, src/shared"
    ]
    shop.write("src/Shared/other.py", "")
    shop.commit()
    assert shop.check("conflicts").status is FAILED


def test_a_module_beside_a_package_of_its_name_is_a_conflict(shop) -> None:
    shop.migrate()
    assert shop.after("conflicts").status is PASSED
    shop.write("src/shared/tools/__init__.py", "")
    assert shop.after("conflicts").status is FAILED


def test_two_files_of_one_name_that_the_phase_did_not_place_are_no_conflict_of_it(shop) -> None:
    plan = (shop.root / "rezone.toml").read_text()
    shop.write("rezone.toml", plan.replace('roots = ["src"]', 'roots = ["src", "worker"]'))
    shop.write("src/setup.py", "import shop.tools\n")
    shop.write("worker/setup.py", "import shop.tools\n")
    assert shop.check("conflicts").status is PASSED
    shop.migrate()
    assert (shop.root / "worker/setup.py").read_text() == "import shared.tools\n"
    assert shop.after("conflicts").status is PASSED


def test_two_files_that_shared_a_name_before_share_the_new_one(shop) -> None:
    plan = (shop.root / "rezone.toml").read_text()
    shop.write("rezone.toml", plan.replace("shop.tools", "shop.kit").replace("shared.tools", "kit"))
    for path in ("kit/tools/__init__.py", "kit/tools.py", "kit/__init__.py"):
        shop.write(f"src/shop/{path}", "")
    assert shop.check("conflicts").status is PASSED
    shop.migrate()
    assert (shop.root / "src/kit/tools.py").exists()
    assert shop.after("conflicts").status is PASSED


@pytest.mark.breaks("import-resolution")
def test_an_import_that_no_longer_resolves_is_found_by_reading(shop) -> None:
    shop.write("src/shop/old.py", "import nowhere_at_all\nfrom shop.tools import no_such_name\n")
    before = shop.check("import-resolution")
    assert (before.status, before.finding.numbers["unresolved"]) == (PASSED, 2)
    shop.migrate()
    after = shop.after("import-resolution")
    assert (after.status, after.finding.numbers["known"]) == (PASSED, 2)
    till = (shop.root / "src/shop/till.py").read_text()
    shop.write("src/shop/till.py", till.replace("shared.tools", "shop.tools"))
    broken = shop.after("import-resolution")
    assert broken.status is FAILED
    assert told(broken).strip() == "src/shop/till.py:1: shop.tools:shout does not resolve"


def test_tests_that_import_each_other_from_the_root_resolve(shop) -> None:
    """They lie below no import root; ``python -m pytest`` puts the root of the repository there."""
    shop.write("tests/base.py", "WORD = 'ten'\n")
    shop.write("tests/test_word.py", "from tests.base import WORD\n")
    assert told(shop.check("import-resolution")).strip() == ""


@pytest.mark.breaks("module-imports")
def test_a_module_that_no_longer_imports_is_found_by_importing(shop) -> None:
    shop.write("src/shop/sick.py", "raise RuntimeError('as ever')\n")
    before = shop.check("module-imports")
    assert (before.status, told(before).strip()) == (PASSED, "shop.sick: RuntimeError: as ever")
    shop.migrate()
    after = shop.after("module-imports")
    assert (after.status, after.finding.numbers["known"]) == (PASSED, 1)
    shop.write("src/shared/tools.py", "def whisper():\n    pass\n")
    broken = shop.after("module-imports")
    assert broken.status is FAILED
    assert "shop.till: ImportError: cannot import name 'shout'" in told(broken)


def test_an_import_that_ends_the_interpreter_or_never_ends_is_a_failure(
    shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rezone.phases.checks.measure import module_imports

    monkeypatch.setattr(module_imports, "LIMIT", 1.0)
    shop.write("src/shop/leaves.py", "import os\nos._exit(0)\n")
    shop.write("src/shop/stays.py", "while True:\n    pass\n")
    result = shop.check("module-imports")
    assert told(result).strip().splitlines() == [
        "shop.leaves: the import ended the interpreter",
        "shop.stays: its time was up",
    ]


def test_modules_that_there_is_no_time_for_are_not_measured(
    shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rezone.phases.checks.measure import module_imports

    monkeypatch.setattr(module_imports, "LIMIT", 8.0)
    plan = (shop.root / "rezone.toml").read_text()
    shop.write("rezone.toml", plan.replace("[checks]", "[checks]\ntimeout = 17"))
    for number in range(12):
        shop.write(f"src/shop/slow{number}.py", "import time\ntime.sleep(1)\n")
    result = shop.check("module-imports")
    assert result.status is SKIPPED
    assert "modules were not reached: checks.timeout is too short" in result.reason


def test_without_a_baseline_the_state_before_comes_from_the_backup(shop) -> None:
    shop.migrate()
    assert not (shop.root / "migration_reports/baselines").exists()
    result = shop.after("import-resolution")
    assert (result.status, result.finding.numbers["resolved"]) == (PASSED, 3)


def test_without_baseline_and_backup_nothing_is_compared(shop) -> None:
    shop.migrate()
    shutil.rmtree(shop.root / "migration_backups")
    result = shop.after("import-resolution")
    assert result.status is SKIPPED
    assert "--pre-migration" in result.reason


def test_a_git_revision_can_be_the_state_before(shop) -> None:
    shop.migrate()
    shutil.rmtree(shop.root / "migration_backups")
    plan = api.load(shop.root)
    choice = api.Choice(only=frozenset({"import-resolution"}), revision="HEAD")
    (result,) = api.validate(shop.root, plan, api.Mode.POST, [1], choice).results
    assert result.status is PASSED
