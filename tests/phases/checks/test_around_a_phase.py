"""Checks around a phase: it does not begin, or it is undone, and the tree is as it was."""

from __future__ import annotations

import json
import subprocess

from click.testing import CliRunner, Result

from rezone.codemods.cli.main import main
from rezone.phases import api


def execute(shop, *arguments: str) -> Result:
    command = ["migrate", "--root", str(shop.root), "--phase", "1", "--execute", *arguments]
    return CliRunner().invoke(main, command)


def status(shop) -> str:
    command = ["git", "-C", shop.root, "status", "--porcelain"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


PLACES = """\
from pathlib import Path


def test_place():
    assert Path("src", "shop", "to" + "ols.py").exists()
"""


def test_quick_checks_run_by_themselves(shop) -> None:
    done = execute(shop)
    assert done.exit_code == 0, done.output
    assert "checks: 6 hold" in done.output
    assert not api.states(shop.root)[1].status.is_interrupted


def test_a_check_before_the_phase_refuses_it(shop) -> None:
    plan = (shop.root / "rezone.toml").read_text()
    shop.write("rezone.toml", plan.replace('"shared.tools"', '"json.tools"'))
    shop.commit()
    done = execute(shop)
    assert done.exit_code == 1
    assert "conflicts: 2 paths, 1 conflicts" in done.output
    assert (status(shop), api.states(shop.root)) == ("", {})
    assert execute(shop, "--checks", "none").exit_code == 0


def test_a_check_after_the_phase_undoes_it_or_keeps_it_where_that_is_wanted(shop) -> None:
    shop.write("tests/test_place.py", PLACES)
    plan = (shop.root / "rezone.toml").read_text()
    shop.write("rezone.toml", f"[thresholds]\ntests_passing = 1.0\n{plan}")
    shop.commit()
    done = execute(shop, "--checks", "full")
    assert done.exit_code == 1
    assert "newly failing: tests/test_place.py::test_place" in done.output
    assert "phase 1 is rolled back" in done.output
    assert status(shop) == ""
    report = json.loads((shop.root / "migration_reports/phase1.json").read_text())
    assert report["status"] == "rolled_back"
    assert (shop.root / "migration_phase1.log").read_text().count('"rolled_back"') == 1

    kept = execute(shop, "--checks", "full", "--no-auto-rollback")
    assert kept.exit_code == 1
    assert "rolled back" not in kept.output
    assert [s.status for s in api.standings(shop.root, api.load(shop.root))] == ["applied"]


def test_what_did_not_resolve_before_undoes_nothing(shop) -> None:
    """A new ``__init__`` has no past, and the file it is compared with comes from the backup."""
    plan = (shop.root / "rezone.toml").read_text()
    shop.write("rezone.toml", plan.replace("shared.tools", "shared.deep.tools"))
    till = (shop.root / "src/shop/till.py").read_text()
    shop.write("src/shop/till.py", f"{till}\n\ndef later():\n    import shop.generated\n")
    shop.commit()
    done = execute(shop)
    assert (done.exit_code, "6 hold" in done.output) == (0, True), done.output
