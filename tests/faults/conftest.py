from __future__ import annotations

import pytest
from tally import Tally

_TALLY = Tally()


@pytest.fixture(scope="session")
def tally() -> Tally:
    return _TALLY


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _TALLY.injected:
        terminalreporter.write_line(f"{_TALLY.injected} faults injected")
