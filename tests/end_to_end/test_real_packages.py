"""rezone on packages from PyPI: move at random, run their own tests, undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import packages
import pytest
from packages import Package
from sdists import PyPIUnreachable
from trial import Trial, attempt, attempt_symbols


def trials() -> list[object]:
    """Return every (package, seed); the first seed of a quick package is a smoke test too."""
    return [
        pytest.param(
            package,
            seed,
            id=f"{package.release}-seed{seed}",
            marks=[pytest.mark.smoke] if package.smoke and seed == package.seeds[0] else [],
        )
        for package in packages.load()
        for seed in package.seeds
    ]


@pytest.mark.real
@pytest.mark.parametrize(("package", "seed"), trials())
def test_the_same_tests_pass_and_the_rollback_restores_every_byte(
    package: Package, seed: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    judge(attempt, package, seed, tmp_path, request)


@pytest.mark.real
@pytest.mark.parametrize(("package", "seed"), trials())
def test_the_same_tests_pass_after_symbols_have_moved(
    package: Package, seed: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    judge(attempt_symbols, package, seed, tmp_path, request)


def judge(
    tried: Callable[[Package, int, Path], Trial],
    package: Package,
    seed: int,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    try:
        trial = tried(package, seed, tmp_path)
    except PyPIUnreachable as reason:
        if request.node.get_closest_marker("smoke") is None:
            raise
        pytest.skip(f"PyPI cannot be reached: {reason}")
    assert not trial.problems, "\n\n".join(trial.problems)
    assert trial.same
    assert trial.rolled_back
