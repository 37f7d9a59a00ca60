"""Hypothesis profiles, one warm interpreter for all examples, and how many examples there were."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from interpreter import Interpreter

COMMON = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    "print_blob": True,
}
settings.register_profile("quick", max_examples=60, derandomize=True, **COMMON)
# Some laws ask for fewer: all of them together make ten thousand.
settings.register_profile("laws", max_examples=680, **COMMON)
settings.register_profile("thorough", max_examples=2000, **COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

PASSING = re.compile(r"(\d+) passing")


@pytest.fixture(scope="session")
def interpreter() -> Iterator[Interpreter]:
    found = Interpreter()
    yield found
    found.close()


@pytest.fixture(autouse=True)
def power(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing cuts the power here."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many examples held, as Hypothesis counts them for its statistics."""
    reports = [report for found in terminalreporter.stats.values() for report in found]
    told = [getattr(report, "_hypothesis_stats", None) for report in reports]
    laws = [text for text in told if text and "tests/laws/" in text]
    if laws:
        count = sum(int(number) for text in laws for number in PASSING.findall(text))
        terminalreporter.write_line(f"{count:,} examples of {len(laws)} laws")
