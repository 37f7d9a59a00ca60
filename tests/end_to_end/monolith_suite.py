"""What the monolith's own tests say."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from monolith_site import MONOLITH, variables

SUITE_SECONDS = 1800
TEST_SECONDS = 120
PASSED = "passed"


@dataclass(frozen=True)
class SuiteRun:
    """The tests of one run: id → ``passed``, ``failed``, ``error`` or ``skipped``.

    An id is JUnit's ``class::name``.  *said* holds what failed tests wrote.
    """

    tests: dict[str, str]
    seconds: float
    said: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def passed(self) -> frozenset[str]:
        return frozenset(test for test, outcome in self.tests.items() if outcome == PASSED)

    @property
    def counts(self) -> dict[str, int]:
        return dict(sorted(Counter(self.tests.values()).items()))


def run_suite(python: Path, tree: Path, folder: Path) -> SuiteRun:
    """Run the tests as they are in *tree*, in a copy below *folder*.

    The copy is always at the same path, and whatever the tests write, *tree* stays as it is.
    The monolith's own pytest options ask for a coverage that it never had: they are overridden.

    Raises:
        RuntimeError: the suite did not end in time, or pytest wrote no report.
    """
    place = folder / "suite"
    copy, report = place / "tree", place / "report.xml"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(tree, copy, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    command = [
        *(str(python), "-m", "pytest", "-q", "-o", "addopts=", "-p", "no:cacheprovider"),
        *("--continue-on-collection-errors", f"--timeout={TEST_SECONDS}", "--hypothesis-seed=0"),
        *(f"--basetemp={place / 'tmp'}", f"--junitxml={report}", "tests"),
    ]
    started = time.monotonic()
    try:
        done = subprocess.run(
            command,
            cwd=copy / MONOLITH,
            env=variables(copy, place),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SUITE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise RuntimeError(f"the tests did not end after {SUITE_SECONDS} s") from late
    seconds = round(time.monotonic() - started, 1)
    if not report.exists():
        raise RuntimeError(f"pytest wrote no report\n{(done.stdout + done.stderr)[-6000:]}")
    run = read_junit(report.read_bytes(), seconds)
    shutil.rmtree(place)
    return run


def read_junit(report: bytes, seconds: float) -> SuiteRun:
    """Read JUnit XML; a test that occurs twice counts as the worse of its outcomes."""
    worst = ["skipped", PASSED, "failed", "error"]
    tests: dict[str, str] = {}
    said: dict[str, str] = {}
    for case in ElementTree.fromstring(report).iter("testcase"):
        test = f"{case.get('classname')}::{case.get('name')}"
        outcome = PASSED
        for tag, word in (("skipped", "skipped"), ("failure", "failed"), ("error", "error")):
            found = case.find(tag)
            if found is not None:
                outcome = word
                said[test] = f"{found.get('message')}\n{found.text}"
        tests[test] = max(outcome, tests.get(test, outcome), key=worst.index)
    return SuiteRun(tests, seconds, said)


@dataclass(frozen=True)
class Suite:
    """Several runs over the same tree: what one run says may be chance."""

    runs: tuple[SuiteRun, ...]

    @property
    def flaky(self) -> frozenset[str]:
        """Return the tests that did not end the same in every run; no verdict rests on them."""
        ids = {test for run in self.runs for test in run.tests}
        return frozenset(t for t in ids if len({run.tests.get(t) for run in self.runs}) > 1)

    @property
    def steady(self) -> frozenset[str]:
        """Return the tests that passed in every run."""
        return frozenset.intersection(*(run.passed for run in self.runs))

    @property
    def ever(self) -> frozenset[str]:
        """Return the tests that passed in any run."""
        return frozenset.union(*(run.passed for run in self.runs))
