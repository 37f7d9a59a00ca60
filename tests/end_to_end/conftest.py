"""Says at the end of a run, where nobody can miss it, that real packages were not tried."""

from __future__ import annotations

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    untried = [
        report
        for report in terminalreporter.getreports("skipped")
        if "real" in report.keywords and isinstance(report.longrepr, tuple)
    ]
    if untried:
        terminalreporter.section("REAL PACKAGES WERE NOT TRIED", sep="!", red=True, bold=True)
    for report in untried:
        terminalreporter.line(f"{report.nodeid}: {report.longrepr[2]}")
