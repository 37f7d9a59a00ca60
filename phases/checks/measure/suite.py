"""The repository's own tests, run once: how each ended, and what they covered.

The value is ``{"outcomes": {test id: outcome}, "coverage": {path: [covered, lines]} or None}``.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from rezone.phases.checks import workers
from rezone.phases.checks.model import Unmeasured
from rezone.phases.checks.session import Measure
from rezone.phases.checks.tree import Tree

_WORKERS = next(iter(workers.__path__))
_QUIET = ("-q", "-p", "no:cacheprovider", "-p", "suite_recorder")

COVERAGE = (
    "[run]\nbranch = False\ndata_file = {data}\nsource =\n{sources}\n[json]\noutput = {out}\n"
)
"""Its own configuration: the repository's may leave files out, or fail below some figure."""


def _take(tree: Tree, _files: frozenset[str]) -> Any:
    folder = Path(mkdtemp(dir=tree.scratch.folder))
    has_coverage = tree.run("-c", "import coverage", timeout=60).code == 0
    start = ("-m", "coverage", "run", f"--rcfile={_rcfile(tree, folder)}") if has_coverage else ()
    outcomes = run_suite(tree, folder, start)
    return {"outcomes": outcomes, "coverage": _covered(tree, folder) if has_coverage else None}


SUITE = Measure("suite", _take, whole=True)


def run_suite(tree: Tree, folder: Path, start: tuple[str, ...] = ()) -> dict[str, str]:
    """Run the tests and return how each ended; *start* are arguments before ``-m pytest``.

    Raises:
        Unmeasured: pytest did not get to run any test, or took too long.
    """
    answer = folder / "outcomes.json"
    path = os.pathsep.join([tree.environment["PYTHONPATH"], _WORKERS])
    arguments = (*start, "-m", "pytest", *_QUIET, *tree.plan.checks.tests)
    done = tree.run(*arguments, PYTHONPATH=path, REZONE_SUITE=os.fspath(answer))
    outcomes: dict[str, str] = json.loads(answer.read_bytes()) if answer.exists() else {}
    if not outcomes:
        raise Unmeasured(f"pytest ran no test: {done.last_words}")
    return outcomes


def _rcfile(tree: Tree, folder: Path) -> Path:
    sources = "\n".join(f"    {tree.root / root}" for root in tree.roots)
    rcfile = folder / "coveragerc"
    text = COVERAGE.format(data=folder / "data", sources=sources, out=folder / "coverage.json")
    rcfile.write_text(text, encoding="utf-8")
    return rcfile


def _covered(tree: Tree, folder: Path) -> dict[str, list[int]]:
    done = tree.run("-m", "coverage", "json", "-q", "-i", f"--rcfile={folder / 'coveragerc'}")
    report = folder / "coverage.json"
    if not report.exists():
        raise Unmeasured(f"coverage has no report: {done.last_words}")
    files = json.loads(report.read_bytes())["files"]
    return {
        os.path.relpath(tree.root / path, tree.root).replace(os.sep, "/"): [
            file["summary"]["covered_lines"],
            file["summary"]["num_statements"],
        ]
        for path, file in files.items()
    }
