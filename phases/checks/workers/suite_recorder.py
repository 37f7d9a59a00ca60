"""A pytest plugin that writes how each test ended into the file that REZONE_SUITE names.

Loaded with ``-p suite_recorder`` into the repository's own run of pytest; it changes nothing.
"""

import json
import os

import pytest

_outcomes: "dict[str, str]" = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep the worst that a test came to: setup, call or teardown."""
    if hasattr(report, "wasxfail"):
        outcome = "xfailed" if report.skipped else "xpassed"
    elif report.failed and report.when != "call":
        outcome = "error"
    else:
        outcome = report.outcome
    if report.when == "call" or outcome != "passed":
        _outcomes[report.nodeid] = outcome


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A file that cannot be collected counts as one test in error."""
    if report.failed:
        _outcomes[report.nodeid] = "error"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what was kept; processes of pytest-xdist leave that to the one that began them."""
    if not hasattr(session.config, "workerinput"):
        with open(os.environ["REZONE_SUITE"], "w", encoding="utf-8") as stream:
            json.dump(_outcomes, stream)
