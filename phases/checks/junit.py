"""Checks as JUnit XML, the form in which CI systems show results of tests.

Source: the common subset of the schemas of Jenkins (xunit-plugin, junit-10.xsd) and of pytest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from rezone.phases.checks.model import CheckResult, Status, Verdict
from rezone.phases.reports.timestamp import timestamp


def junit(verdict: Verdict) -> bytes:
    """Return *verdict* as a JUnit document: a suite for each side of a phase, a case for a check.

    A check that could not measure is a failure where the run was strict, as in the verdict.
    """
    top = Element("testsuites", {"name": "rezone validate", **_counts(verdict.results, verdict)})
    for (phase, when), found in groupby(verdict.results, lambda r: (r.phase, r.when.value)):
        results = list(found)
        name = f"phase {phase} {when}"
        suite = SubElement(top, "testsuite", {"name": name, **_counts(results, verdict)})
        suite.set("timestamp", timestamp(verdict.started))
        for result in results:
            _add_case(suite, result, verdict.strict)
    indent(top)
    document: bytes = tostring(top, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _counts(results: Sequence[CheckResult], verdict: Verdict) -> dict[str, str]:
    failed = [result for result in results if result.fails(verdict.strict)]
    skipped = [r for r in results if r.status is Status.SKIPPED and r not in failed]
    return {
        "tests": str(len(results)),
        "failures": str(len(failed)),
        "errors": "0",
        "skipped": str(len(skipped)),
        "time": f"{sum(result.seconds for result in results):.3f}",
    }


def _add_case(suite: Element, result: CheckResult, is_strict: bool) -> None:
    case = SubElement(
        suite,
        "testcase",
        classname=f"rezone.phase{result.phase}.{result.when.value}",
        name=result.check.id,
        time=f"{result.seconds:.3f}",
    )
    finding = result.finding
    told = f"{finding.measured}, wanted: {finding.threshold}" if finding else result.reason
    details = "\n".join(finding.details if finding else ())
    if result.fails(is_strict):
        SubElement(case, "failure", message=_clean(told)).text = _clean(details)
    elif result.status is Status.SKIPPED:
        SubElement(case, "skipped", message=_clean(told))
    else:
        SubElement(case, "system-out").text = _clean(f"{told}\n{details}".rstrip())


def _clean(text: str) -> str:
    """Return *text* without what XML 1.0 cannot hold (section 2.2, production 2)."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
