"""Wheels and sdists of real projects, built before and after phases."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import packages
import pytest
from sdists import unpack

from rezone.phases import api

MONOLITH = Path(__file__).parents[2] / "examples" / "anomaly_monolith"
PARSO = {
    "parso.cache": "parso.storage.cache",
    "parso.tree": "parso.nodes",
    "parso.utils": "parso.text",
}


def built(tree: Path, out: Path) -> tuple[Path, Path]:
    """Return wheel and sdist of a copy of *tree*, so that nothing of a build stays in it."""
    copy = out / "tree"
    ignored = shutil.ignore_patterns("migration_*", "*.egg-info", ".git")
    shutil.copytree(tree, copy, ignore=ignored)
    command = [sys.executable, "-m", "build", "-q", "--no-isolation", "--outdir", str(out), "."]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    return next(out.glob("*.whl")), next(out.glob("*.tar.gz"))


def differences(tree: Path, out: Path, config: Path | None = None) -> list[str]:
    """Apply all phases to *tree* and return how the builds differ beyond the names."""
    plan = api.load(tree, config)
    before = built(tree, out / "before")
    numbers = [phase.number for phase in plan.in_dependency_order()]
    for number in numbers:
        api.migrate(tree, plan, number)
    after = built(tree, out / "after")
    found = [
        str(difference)
        for pair in zip(before, after, strict=True)
        for difference in api.compare_distributions(*pair, plan, numbers)
    ]
    for pair in zip(before, after, strict=True):
        assert api.compare_distributions(*pair, plan, ())
    return found


def test_the_monolith_through_all_phases(tmp_path: Path) -> None:
    tree = tmp_path / "monolith"
    shutil.copytree(MONOLITH, tree)
    assert differences(tree, tmp_path) == []


@pytest.mark.real
def test_parso(tmp_path: Path) -> None:
    library = next(package for package in packages.load() if package.name == "parso")
    config = tmp_path / "plan.json"
    config.write_text(json.dumps({"moves": PARSO}))
    assert differences(unpack(library, tmp_path), tmp_path, config) == []
