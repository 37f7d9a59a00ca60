"""Three moves in Django 5.2: rezone, and every mover on PyPI beside it, in one run.

`make bench-movers`.  For each mover: CPU seconds of all processes, and whether Django's own tests
say the same as before the moves; a fast wrong answer does not count.  Each mover stands in a
virtual environment of its own in the cache, and moves in trees of its own (`django.py` says why).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django_tree import MOVES, unpacked
from measuring import PARSE, REZONE, Cost, Rounds, cache, cost, run, written
from mover_catalog import MOVERS, Mover

SUITES = ("forms_tests", "utils_tests", "model_forms", "admin_forms", "admin_utils")
FAILED = re.compile(r"^(?:ERROR|FAIL): (?P<name>.+)$", re.MULTILINE)
RAN = re.compile(r"^Ran (?P<count>\d+) tests?", re.MULTILINE)


@dataclass(frozen=True)
class Tests:
    """What Django's tests say: how many ran, and those that did not pass; 0: they do not start."""

    ran: int
    failed: frozenset[str]

    def against(self, before: Tests) -> str:
        """Say how this is different from *before*."""
        if not self.ran:
            return "do not start"
        lost, fewer = self.failed - before.failed, before.ran - self.ran
        if not lost and not fewer:
            return "as before"
        return f"{len(lost)} of {before.ran} lost" + (f", {fewer} not found" if fewer else "")


@dataclass
class Result:
    """What a mover took in each round, and what the tests say of the tree it left."""

    costs: list[Cost] = field(default_factory=list)
    moved: int = 0
    tests: Tests | None = None


def environment(name: str, requirements: Sequence[str]) -> Path:
    """Return the folder of the virtual environment *name* with *requirements*, made once."""
    folder = cache() / "movers" / "-".join([name, *requirements]).replace("==", "-")
    if not folder.exists():
        folder.parent.mkdir(exist_ok=True)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        done = subprocess.run([*pip, "--python", folder, "install", *requirements], check=False)
        if done.returncode:
            shutil.rmtree(folder)
            raise SystemExit(f"{' '.join(requirements)} cannot be installed")
    return folder


def tests(tree: Path, suites: Sequence[str]) -> Tests:
    """Run *suites* of Django's own tests on *tree*, one process."""
    needs = ("asgiref==3.8.1", "sqlparse==0.5.3", "jinja2==3.1.5")
    python = environment("tests", needs) / "bin" / "python"
    command = [str(python), "-B", "-W", "ignore", "runtests.py", "--parallel", "1", *suites]
    done = subprocess.run(
        command,
        cwd=tree / "tests",
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    ran = RAN.search(done.stderr)
    return Tests(int(ran["count"]) if ran else 0, frozenset(FAILED.findall(done.stderr)))


def prepared(base: Path, place: Path, mover: Mover | None) -> Path:
    """Return a copy of *base*; with a mover also the packages it wants to find."""
    shutil.copytree(base, place)
    if mover is not None:
        for package in {new.rpartition(".")[0] for new in MOVES.values()}:
            folder = place / package.replace(".", "/")
            folder.mkdir(exist_ok=True)
            (folder / "__init__.py").touch()
        for path, text in mover.files.items():
            (place / path).write_text(text)
        if mover.repository:
            identity = ("-c", "user.name=bench", "-c", "user.email=bench@example.invalid")
            for words in (("init", "-q"), ("add", "-A"), (*identity, "commit", "-qm", "Before")):
                subprocess.run(["git", *words], cwd=place, check=True)
    return place


def move(mover: Mover, base: Path, place: Path, limit: float) -> tuple[Cost, int]:
    """Let *mover* make the moves in a copy of *base*; return the cost and how many it made."""
    tree = prepared(base, place, mover)
    folder = environment(mover.name, mover.requirements)
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    variables = {**os.environ, "PATH": path, "PYTHONPATH": ""}
    total, moved = Cost(0, 0, 0), 0
    for old, new in MOVES.items():
        source = tree / old.replace(".", "/")
        succeeded = True
        for command in mover.commands(folder / "bin", tree, old, new):
            found = cost(command, tree, max(1, limit - total.wall), variables)
            total += found
            succeeded = succeeded and not found.code
        gone = not source.with_suffix(".py").exists() and not (source / "__init__.py").exists()
        moved += gone and succeeded
        if total.wall >= limit:
            break
    return total, moved


def rezone(base: Path, place: Path) -> Cost:
    """Let rezone make the moves in a copy of *base*: proof, checks and backup as by default."""
    tree = prepared(base, place, None)
    plan = place.parent / "moves.json"
    plan.write_text(json.dumps({"roots": ["."], "moves": MOVES}))
    options = ["--root", str(tree), "migrate", "--phase", "1", "--config", str(plan), "--execute"]
    return run([*REZONE, *options], tree)


def measured(arguments: argparse.Namespace, scratch: Path) -> dict[str, Result]:
    """Run everything; slow movers once, all others in every round."""
    base = unpacked(scratch, arguments.tree)
    results: dict[str, Result] = {}
    ruff = Path(sys.executable).with_name("ruff")
    graph = [str(ruff), "analyze", "graph", "."]
    chosen = [m for m in MOVERS if not arguments.mover or m.name in arguments.mover]
    for number in range(arguments.rounds):
        for name, command in (("ast.parse of every file", PARSE), ("ruff analyze graph", graph)):
            results.setdefault(name, Result()).costs.append(run(command, base))
        ours, place = results.setdefault("rezone", Result()), _new(scratch)
        ours.costs.append(rezone(base, place))
        _test(ours, place, arguments.suite)
        for mover in chosen:
            if mover.slow and number:
                continue
            result, place = results.setdefault(mover.name, Result()), _new(scratch)
            found, result.moved = move(mover, base, place, arguments.limit)
            result.costs.append(found)
            _test(result, place, arguments.suite)
            print(f"round {number + 1}: {mover.name} {found}", file=sys.stderr, flush=True)
    results["rezone"].moved = len(MOVES)
    before = results["ast.parse of every file"]
    _test(before, base, arguments.suite)
    return results


def _new(scratch: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=scratch)) / "tree"


def _test(result: Result, tree: Path, suites: Sequence[str]) -> None:
    if result.tests is None and suites:
        result.tests = tests(tree, suites)


def show(results: dict[str, Result], limit: float) -> None:
    """Print the table."""
    before = results["ast.parse of every file"].tests
    ours = Rounds(tuple(results["rezone"].costs)).cpu
    print(f"{'':28}{'CPU s':>9}{'lowest-highest':>18}{'/ rezone':>9}{'moves':>7}  Django's tests")
    for name, result in results.items():
        row = Rounds(tuple(result.costs))
        late = ">" if row.best_wall >= limit else " "
        said = "" if result.tests is None or before is None else result.tests.against(before)
        moved = result.moved or ""
        numbers = f"{late}{row.cpu:8.2f}{row.spread:>18}{row.cpu / ours:9.2f}"
        print(f"{name:28}{numbers}{moved:>7}  {said}")
    if before is not None:
        print(f"before: {before.ran} tests, {len(before.failed)} of them do not pass here")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mover", action="append", default=[], help="only this one; repeats")
    parser.add_argument("--suite", nargs="*", default=SUITES, help="suites of Django's tests")
    parser.add_argument("--limit", type=float, default=1800, help="seconds a mover may take")
    parser.add_argument("--tree", type=Path, help="a tree instead of Django's sdist")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rezone-bench-") as scratch:
        results = measured(arguments, Path(scratch))
    show(results, arguments.limit)
    written(arguments.json, {n: Rounds(tuple(r.costs)) for n, r in results.items()})


if __name__ == "__main__":
    main()
