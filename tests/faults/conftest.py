from __future__ import annotations

import pytest
from tally import Tally

_TALLY = Tally()


@pytest.fixture(scope="session")
def tally() -> Tally:
    return _TALLY


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist hands its count over with its results."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["faults"] = _TALLY.injected


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    _TALLY.injected += getattr(node, "workeroutput", {}).get("faults", 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _TALLY.injected:
        terminalreporter.write_line(f"{_TALLY.injected:,} faults injected")
