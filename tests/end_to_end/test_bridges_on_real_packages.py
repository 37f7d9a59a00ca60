"""A package from PyPI moves; its own tests, which nobody rewrote, still pass by the bridges."""

from __future__ import annotations

import json
from pathlib import Path

import environments
import outcomes
import packages
import pytest
from moves import Moves
from packages import Package
from sdists import PyPIUnreachable, fingerprint, unpack
from trial import RUN_FILES, Trial, rezone, unlike

from rezone.transforms.records import replace

SMOKE = ("itsdangerous", "sqlparse")
NAMES = (*SMOKE, "httpx")
# A suite may turn warnings into errors: the bridges are right to warn it, and it is to go on.
SILENT = ("-W", "ignore::DeprecationWarning")


def trials() -> list[object]:
    """Return the packages none of whose tests compares the printed name of a module."""
    return [
        pytest.param(
            package,
            id=package.release,
            marks=[pytest.mark.smoke] if package.name in SMOKE else [],
        )
        for package in packages.load()
        if package.name in NAMES
    ]


def plan_of(package: Package) -> str:
    """Return the plan that moves the package below another one, its tests out of sight."""
    target = f"relocated.inner.{package.package}"
    phase = {"number": 1, "shims": True, "moves": [{"source": package.package, "target": target}]}
    exclude = [f"/{folder}/**" for folder in package.tests]
    return json.dumps(
        {"workspace": {"roots": [package.root], "exclude": exclude}, "phases": [phase]}
    )


@pytest.mark.real
@pytest.mark.parametrize("package", trials())
def test_tests_that_say_the_old_names_pass(package: Package, tmp_path: Path) -> None:
    try:
        tree = unpack(package, tmp_path)
        before = outcomes.baseline(package, tree)
        python = environments.interpreter(package)
    except PyPIUnreachable as reason:
        pytest.skip(f"PyPI cannot be reached: {reason}")
    pristine = fingerprint(tree)
    plan = tmp_path / "plan.json"
    plan.write_text(plan_of(package), encoding="utf-8")
    trial = Trial(package, 0, Moves({}), before)
    assert rezone(trial, "--execute", tree, plan), trial.problems
    silent = replace(package, options=(*package.options, *SILENT))
    after = outcomes.run_suite(silent, tree, Moves({}), python)
    assert (outcomes.lost(before, after), outcomes.gained(before, after)) == ([], []), after.tail
    assert rezone(trial, "--rollback", tree, plan), trial.problems
    assert unlike(pristine, fingerprint(tree, RUN_FILES), "after the rollback") == []
