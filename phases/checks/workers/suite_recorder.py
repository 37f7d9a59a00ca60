"""A pytest plugin that tells how each test ends, in the file that REZONE_SUITE names.

Loaded with ``-p suite_recorder`` into the repository's own run of pytest.  Each line of the file
is JSON: ``["collected", [ids]]``, ``["ended", id, outcome]`` as it happens, and at the end
``["finished"]``.  A test runs as in any other run; what is switched off is what would stop the run
early, leave files in the repository, or get in the way of the coverage that is measured.
"""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest

_LEAVE_FILES = ("lfplugin", "nfplugin", "stepwiseplugin")
"""Plugins of pytest's own that choose tests by the last run, and remember this one."""

_order: "list[str]" = []
_outcomes: "dict[str, str]" = {}


def _tell(*line: object) -> None:
    path = os.environ.get("REZONE_SUITE")
    if path:
        with open(path, "a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")


def _measure_worker() -> Any:
    """Measure what a process of pytest-xdist covers; ``coverage run`` sees only its own process."""
    rcfile = os.environ.get("REZONE_COVERAGE")
    if not rcfile or not os.environ.get("PYTEST_XDIST_WORKER"):
        return None
    import coverage

    measuring = coverage.Coverage(config_file=rcfile, data_suffix=True)
    measuring.start()
    return measuring


_measuring = _measure_worker()


@pytest.hookimpl(hookwrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> "Iterator[None]":
    """Keep pytest-cov, if it is there, from measuring and from failing below some figure."""
    options = early_config.known_args_namespace
    if hasattr(options, "cov_source"):
        options.cov_source = []
    yield


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Run all tests, whatever the last run was like."""
    for name in _LEAVE_FILES:
        if config.pluginmanager.has_plugin(name):
            config.pluginmanager.unregister(name=name)


@pytest.hookimpl(hookwrapper=True)
def pytest_collection_modifyitems(items: "list[pytest.Item]") -> "Iterator[None]":
    """Keep the order of the source, before a plugin shuffles the tests."""
    _order.extend(item.nodeid for item in items)
    yield


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a process of pytest-xdist has collected."""
    known = set(_order)
    _order.extend(t for t in node.workeroutput.get("rezone_order", ()) if t not in known)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep the worst that a test came to: setup, call, teardown, and subtests."""
    if hasattr(report, "wasxfail"):
        outcome = "xfailed" if report.skipped else "xpassed"
    elif report.failed and report.when != "call":
        outcome = "error"
    else:
        outcome = report.outcome
    is_final = _outcomes.get(report.nodeid) in ("failed", "error")
    if not is_final and (report.when == "call" or outcome != "passed"):
        _outcomes[report.nodeid] = outcome
        if not os.environ.get("PYTEST_XDIST_WORKER"):
            _tell("ended", report.nodeid, outcome)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A file that cannot be collected counts as one test in error."""
    if report.failed and not os.environ.get("PYTEST_XDIST_WORKER"):
        _tell("ended", report.nodeid, "error")


@pytest.hookimpl(hookwrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> "Iterator[None]":
    """Tell that all tests had their turn; processes of pytest-xdist hand on what they know."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["rezone_order"] = _order
    if _measuring is not None:
        _measuring.stop()
        _measuring.save()
    yield
    if not hasattr(session.config, "workeroutput"):
        _tell("collected", _order)
        _tell("finished")
