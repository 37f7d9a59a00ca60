"""The repository's own tests, run once: how each ended, and what they covered.

The value is ``{"outcomes": {test id: outcome}, "coverage": {path: [covered, lines]} or None}``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from rezone.phases.checks import workers
from rezone.phases.checks.measure.api import name_now
from rezone.phases.checks.model import Unmeasured, Unrunnable
from rezone.phases.checks.session import Measure
from rezone.phases.checks.tree import Tree

_WORKERS = next(iter(workers.__path__))
_WHOLE = ("-q", "-p", "suite_recorder", "--continue-on-collection-errors", "--maxfail=0")
"""Every test gets its turn, whatever the repository's own options say."""

COVERAGE = (
    "[run]\nbranch = False\ndata_file = {data}\nsource =\n{sources}\n[json]\noutput = {out}\n"
)
"""Its own configuration: the repository's may leave files out, or fail below some figure."""


def _take(tree: Tree, _files: frozenset[str]) -> Any:
    folder = Path(mkdtemp(dir=tree.scratch.folder))
    has_coverage = tree.run("-c", "import coverage", timeout=60).code == 0
    rcfile = _rcfile(tree, folder) if has_coverage else None
    outcomes = run_suite(tree, folder, rcfile)
    return {"outcomes": outcomes, "coverage": _covered(tree, folder) if has_coverage else None}


SUITE = Measure("suite", _take, whole=True)


def run_suite(tree: Tree, folder: Path, rcfile: Path | None) -> dict[str, str]:
    """Run the tests and return how each ended, in the order of the source.

    *rcfile* is the configuration of coverage, if that is to be measured.

    Raises:
        Unmeasured: there is no pytest.
        Unrunnable: it did not get to run any test, broke off, or took too long.
    """
    answer = folder / "outcomes.jsonl"
    start = ("-m", "coverage", "run", f"--rcfile={rcfile}") if rcfile is not None else ()
    done = tree.run(
        *start,
        *command(tree),
        PYTHONPATH=path_with_recorder(tree),
        REZONE_SUITE=os.fspath(answer),
        PYTEST_XDIST_WORKER="",  # rezone may run in one itself
        REZONE_COVERAGE="" if rcfile is None else os.fspath(rcfile),
    )
    if "No module named pytest" in done.last_words:
        raise Unmeasured(done.last_words)
    lines = answer.read_text(encoding="utf-8").splitlines() if answer.exists() else []
    outcomes, is_whole = _read(lines)
    name = "the runner" if tree.plan.checks.runner else "pytest"
    if not outcomes:
        raise Unrunnable(f"{name} ran no test: {done.last_words}")
    if not is_whole:
        raise Unrunnable(f"{name} broke off after {list(outcomes)[-1]}: {done.last_words}")
    return outcomes


def command(tree: Tree) -> tuple[str, ...]:
    """Return the arguments for the interpreter that run the tests."""
    if tree.plan.checks.runner:
        recorder = os.path.join(_WORKERS, "unittest_recorder.py")
        named = (name_now(tree, f"{word}:") for word in tree.plan.checks.tests)
        return (recorder, *tree.plan.checks.runner, *(word.removesuffix(":") for word in named))
    return ("-m", "pytest", *_WHOLE, *tree.plan.checks.tests)


def path_with_recorder(tree: Tree) -> str:
    """Return the search path of the repository's code, and of the plugin that `command` names."""
    return os.pathsep.join([tree.environment["PYTHONPATH"], _WORKERS])


def _read(lines: Iterable[str]) -> tuple[dict[str, str], bool]:
    """Return how each test ended, and whether the run came to its end."""
    outcomes: dict[str, str] = {}
    order: list[str] = []
    is_whole = False
    for line in lines:
        what, *said = json.loads(line)
        if what == "ended":
            outcomes[said[0]] = said[1]
        elif what == "collected":
            order = said[0]
        is_whole = what == "finished"
    return {
        test: outcomes[test] for test in dict.fromkeys([*order, *outcomes]) if test in outcomes
    }, is_whole


def _rcfile(tree: Tree, folder: Path) -> Path:
    sources = "\n".join(f"    {tree.root / root}" for root in tree.roots)
    rcfile = folder / "coveragerc"
    text = COVERAGE.format(data=folder / "data", sources=sources, out=folder / "coverage.json")
    rcfile.write_text(text, encoding="utf-8")
    return rcfile


def _covered(tree: Tree, folder: Path) -> dict[str, list[int]]:
    rcfile = f"--rcfile={folder / 'coveragerc'}"
    if any(folder.glob("data.*")):  # of the processes of pytest-xdist
        tree.run("-m", "coverage", "combine", "-q", "--append", rcfile)
    done = tree.run("-m", "coverage", "json", "-q", "-i", rcfile)
    report = folder / "coverage.json"
    if not report.exists():
        raise Unrunnable(f"coverage has no report: {done.last_words}")
    files = json.loads(report.read_bytes())["files"]
    return {
        os.path.relpath(tree.root / path, tree.root).replace(os.sep, "/"): [
            file["summary"]["covered_lines"],
            file["summary"]["num_statements"],
        ]
        for path, file in files.items()
    }
