"""Checks as JUnit XML."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

from rezone.phases.checks.junit import junit
from rezone.phases.checks.model import (
    Check,
    CheckResult,
    Finding,
    Mode,
    Status,
    Verdict,
    When,
)

NOW = datetime(2031, 5, 6, tzinfo=UTC)


def result(name: str, status: Status, **fields: object) -> CheckResult:
    check = Check(name, name.title(), frozenset({When.POST}), lambda _: Finding(True, "", ""))
    return CheckResult(check, 2, When.POST, status, seconds=0.25, **fields)  # type: ignore[arg-type]


PASSED = result("graph", Status.PASSED, finding=Finding(True, "7 imports", "the same graph"))
FAILED = result(
    "tests",
    Status.FAILED,
    finding=Finding(False, "1 lost", "0 lost", details=("a.py::test_x \x1b[31m<&", "b \ud800")),
)
SKIPPED = result("coverage", Status.SKIPPED, reason="no coverage")


def read(*results: CheckResult, strict: bool = False) -> ElementTree.Element:
    return ElementTree.fromstring(junit(Verdict(Mode.POST, results, strict, NOW, NOW)))


def test_a_suite_for_a_side_and_a_case_for_a_check() -> None:
    top = read(PASSED, FAILED, SKIPPED)
    (suite,) = top
    for element in (top, suite):
        counts = {key: element.get(key) for key in ("tests", "failures", "errors", "skipped")}
        assert counts == {"tests": "3", "failures": "1", "errors": "0", "skipped": "1"}
        assert element.get("time") == "0.750"
    assert suite.get("name") == "phase 2 post"
    cases = {case.get("name"): case for case in suite}
    assert cases["graph"].findtext("system-out") == "7 imports, wanted: the same graph"
    failure = cases["tests"].find("failure")
    assert failure is not None
    assert failure.get("message") == "1 lost, wanted: 0 lost"
    assert failure.text == "a.py::test_x \ufffd[31m<&\nb \ufffd"
    skipped = cases["coverage"].find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "no coverage"


def test_a_strict_run_fails_where_a_check_could_not_measure() -> None:
    (suite,) = read(SKIPPED, strict=True)
    assert (suite.get("failures"), suite.get("skipped")) == ("1", "0")
    assert suite[0].find("failure") is not None
