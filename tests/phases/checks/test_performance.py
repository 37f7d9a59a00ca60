"""Performance: a difference counts when it is large and beyond noise, and measured again."""

from __future__ import annotations

import json
import random
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rezone.phases.checks import comparison
from rezone.phases.checks.catalog import performance
from rezone.phases.checks.measure import costs
from rezone.phases.checks.measure.samples import ratio
from rezone.phases.checks.model import CheckResult, Status, When

SCHEMA = Path(__file__).parents[3] / "docs/reference/performance-baseline.schema.json"


def noisy(center: float, spread: float, count: int = 9, seed: int = 1) -> list[float]:
    chance = random.Random(seed)
    return [center * chance.uniform(1 - spread, 1 + spread) for _ in range(count)]


def test_a_clear_slowdown_exceeds_and_a_small_one_does_not() -> None:
    assert ratio(noisy(1, 0.02), noisy(1.3, 0.02, seed=2)).exceeds(0.1)
    assert not ratio(noisy(1, 0.02), noisy(1.05, 0.02, seed=2)).exceeds(0.1)


def test_a_slowdown_within_the_noise_does_not_exceed() -> None:
    found = ratio([1.0, 1.0, 1.0, 3.0, 3.0, 3.0, 3.0], [1.0, 1.0, 3.4, 3.4, 3.4, 3.4, 3.4])
    assert found.value > 1.1
    assert not found.exceeds(0.1)


@given(st.lists(st.floats(0.5, 2), min_size=3, max_size=9))
def test_what_is_the_same_never_exceeds(values: list[float]) -> None:
    found = ratio(values, values)
    assert found.value == 1
    assert found.low <= 1 <= found.high


BUSY = """\
import time

END = time.process_time() + 0.2
while time.process_time() < END:
    pass
BLOCK = b"x" * 60_000_000
"""


def without_suite(shop) -> None:
    plan = (shop.root / "rezone.toml").read_text()
    shop.write("rezone.toml", plan.replace('tests = ["tests"]', 'tests = ["nowhere"]'))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take few rounds."""
    monkeypatch.setattr(performance, "ROUNDS", 3)
    monkeypatch.setattr(performance, "AGAIN", 1)


def check(shop, when: When) -> CheckResult:
    return shop.check("performance", when)


def test_before_the_phase_the_baseline_is_taken(shop, quick: None) -> None:
    result = check(shop, When.PRE)
    assert result.status is Status.PASSED
    found = json.loads((shop.root / "performance_baseline.json").read_text())
    jsonschema.validate(found, json.loads(SCHEMA.read_text()))
    names = {quantity["name"] for quantity in found["quantities"]}
    assert names == {
        "shop.tools: import",
        "shop.tools: import memory",
        "tests: time",
        "tests: memory",
    }


@pytest.mark.breaks("performance")
def test_what_has_become_slow_or_large_fails(shop, quick: None) -> None:
    shop.migrate()
    tools = (shop.root / "src/shared/tools.py").read_text()
    without_suite(shop)
    shop.write("src/shared/tools.py", f"{BUSY}\n{tools}")
    result = check(shop, When.PERFORMANCE)
    assert result.status is Status.FAILED
    worse = [line for line in result.finding.details if line.startswith("worse:")]
    assert any("shop.tools: import: " in line for line in worse)
    assert any("shop.tools: import memory: " in line for line in worse)
    kept = comparison.stored(shop.root, 1, "performance")
    assert kept is not None
    judged = kept.judged["shop.tools: import s"]
    assert judged["worse"]
    assert 1 < judged["low"] <= judged["ratio"] <= judged["high"]
    assert result.finding.numbers["ratio"] >= judged["ratio"]
    assert [len(side["shop.tools: import s"]) for side in (kept.before, kept.after)] == [3, 3]


def test_a_phase_changes_nothing_worth_telling(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The floor keeps a few milliseconds of difference in so small a program from counting."""
    monkeypatch.setattr(performance, "ROUNDS", 3)
    monkeypatch.setitem(costs.FLOORS, "s", 10.0)
    shop.migrate()
    without_suite(shop)
    result = check(shop, When.PERFORMANCE)
    assert result.status is Status.PASSED
    assert result.finding.details[-1].startswith("tests is not measured: pytest ended with")
