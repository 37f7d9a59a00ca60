"""What a test suite says: run in a copy of a tree, read from JUnit XML, compared across a move."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.etree import ElementTree

import environments
from moves import Moves
from packages import Package
from sdists import cache_folder

SUITE_SECONDS = 900
# A dotted name; one in a regular expression has a backslash before each dot, or two where escaped.
DOTTED = re.compile(r"[^\W\d]\w*(?P<dot>\\{0,2}\.)\w+(?:(?P=dot)\w+)*")


@dataclass(frozen=True)
class Outcome:
    """The tests of one run: id → ``passed``, ``failure``, ``error`` or ``skipped``.

    *tail* is the end of what pytest printed, for a person who looks into a failure.
    """

    tests: dict[str, str]
    seconds: float
    tail: str

    @property
    def passed(self) -> frozenset[str]:
        return frozenset(test for test, said in self.tests.items() if said == "passed")

    @property
    def counts(self) -> str:
        """Return passed/failed, where an error counts as a failure and a skip as neither."""
        said = Counter(self.tests.values())
        return f"{said['passed']}/{said['failure'] + said['error']}"


def run_suite(package: Package, tree: Path, moves: Moves, python: Path) -> Outcome:
    """Run the tests of *package* as they are in *tree*, where *moves* are already carried out.

    They run under *python* in a copy, so that the tree stays as rezone left it whatever they
    write.  The copy's path has the same length every time: pytest shortens ids that hold it.

    Raises:
        RuntimeError: the suite did not end in time, or pytest wrote no report.
    """
    with tempfile.TemporaryDirectory(prefix="suite-") as temporary:
        folder = Path(temporary).resolve()
        copy = folder / package.release
        shutil.copytree(tree, copy, symlinks=True)
        environments.describe_distribution(package, copy, folder / "metadata")
        started = time.monotonic()
        tail = run_pytest(package, copy, moves, python, folder)
        seconds = round(time.monotonic() - started, 1)
        report = folder / "report.xml"
        if not report.exists():
            raise RuntimeError(f"{package.name}: pytest wrote no report\n{tail}")
        said = report.read_text(encoding="utf-8").replace(str(folder), "")
        return Outcome(read_junit(said, moves, package.root), seconds, tail)


def run_pytest(package: Package, copy: Path, moves: Moves, python: Path, folder: Path) -> str:
    """Run pytest in *copy*, its files beside it in *folder*; return the end of what it prints."""
    command = [
        *(str(python), "-m", "pytest", "-q"),
        *("-p", "no:cacheprovider", "--continue-on-collection-errors"),
        *(f"--basetemp={folder / 'tmp'}", f"--junitxml={folder / 'report.xml'}"),
        *package.options,
        *(f"--deselect={moves.path(test, package.root)}" for test in package.deselect),
        *moves.paths(package.tests, package.root, copy),
    ]
    try:
        done = subprocess.run(
            command,
            cwd=copy,
            env=environments.variables(package, copy, folder / "metadata"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SUITE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise RuntimeError(f"{package.name}: no end after {SUITE_SECONDS} s") from late
    return (done.stdout + done.stderr)[-6000:]


def read_junit(report: str, moves: Moves, root: str) -> dict[str, str]:
    """Return test id → outcome; ids name every module as it is called after *moves*.

    A test that occurs twice (its body passed, its teardown failed) counts as its worst outcome.
    """
    worst = ["skipped", "passed", "failure", "error"]
    tests: dict[str, str] = {}
    for case in ElementTree.fromstring(report).iter("testcase"):
        test = canonical(f"{case.get('classname')}::{case.get('name')}", moves, root)
        marks = [kind for kind in worst if case.find(kind) is not None] or ["passed"]
        tests[test] = max(tests.get(test, marks[-1]), marks[-1], key=worst.index)
    return tests


def canonical(test: str, moves: Moves, root: str) -> str:
    """Return the test id *test* with all modules in it under their names after *moves*.

    The id names modules below the import *root*, but pytest writes it relative to the tree:
    ``src.pkg.mod``.  A name is mapped only if it is an old one, so an id from after the move
    stays as it is.
    """
    prefix = "" if root == "." else root.replace("/", ".") + "."

    def rename(found: re.Match[str]) -> str:
        dot = found["dot"]
        name = found[0].replace(dot, ".").removeprefix(prefix)
        return moves.name(name).replace(".", dot)

    return DOTTED.sub(rename, test)


def baseline(package: Package, tree: Path) -> Outcome:
    """Return the outcome of the untouched *tree*, ids as they are, run once per machine."""
    choice = [*package.tests, *package.options, *package.deselect]
    key = environments.digest(package.sha256, environments.identity(package), *choice)
    kept = cache_folder() / "outcomes" / f"{package.release}-{key}.json"
    if not kept.exists():
        python = environments.interpreter(package)
        outcome = run_suite(package, tree, Moves({}), python)
        if not outcome.passed:
            raise RuntimeError(f"{package.name}: no test passes before the move\n{outcome.tail}")
        kept.parent.mkdir(parents=True, exist_ok=True)
        written = kept.with_name(f"{kept.name}.{os.getpid()}")
        written.write_text(json.dumps(asdict(outcome), indent=1), encoding="utf-8")
        written.replace(kept)
    return Outcome(**json.loads(kept.read_text(encoding="utf-8")))


def renamed(outcome: Outcome, moves: Moves, root: str) -> Outcome:
    """Return *outcome* with the ids that its tests have after *moves*."""
    tests = {canonical(test, moves, root): said for test, said in outcome.tests.items()}
    return Outcome(tests, outcome.seconds, outcome.tail)


def lost(before: Outcome, after: Outcome) -> list[str]:
    """Return the tests that passed *before* and do not *after*, with what they say now."""
    return [f"{t}: {after.tests.get(t, 'gone')}" for t in sorted(before.passed - after.passed)]


def gained(before: Outcome, after: Outcome) -> list[str]:
    """Return the tests that pass only *after*: a move must not make a test pass either."""
    return [
        f"{t}: was {before.tests.get(t, 'absent')}" for t in sorted(after.passed - before.passed)
    ]
