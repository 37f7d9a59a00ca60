"""CPU, memory and growth on a tree of 42,000 Python files, 9 million lines.

`make bench-large`.  The tree is real packages from PyPI side by side.  Rounds are interleaved.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import AT_FIRST, PARSE, REZONE, Cost, Rounds, cache, run, table, written

PACKAGES = (
    "plotly==5.24.1",
    "ansible==10.7.0",
    "homeassistant==2024.3.3",
    "sympy==1.13.3",
    "transformers==4.48.3",
    "Django==5.2",
    "SQLAlchemy==2.0.36",
    "twisted==24.11.0",
)
FEW = {"twisted.python.log": "twisted.legacy.log"}
MANY = {
    "homeassistant.helpers.entity_platform": "homeassistant.platform.entity_platform",
    "homeassistant.helpers.update_coordinator": "homeassistant.platform.update_coordinator",
}
ONE_FILE = "twisted/python/_url.py"
ALONE = "twisted"
PARSING = "ast.parse of every file"
DRIVER = str(Path(__file__).parent / "drivers" / "parallel_part.py")
QUICK = 5
"""How often the short commands run in a round: their best time is what a person waits for."""


def installed() -> Path:
    """Return the folder with the packages, installed once."""
    folder = cache() / "large"
    if not folder.exists():
        partial = Path(tempfile.mkdtemp(dir=cache()))
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
        subprocess.run([*pip, "--target", str(partial), *PACKAGES], check=True)
        partial.rename(folder)
    return folder


class Bench:
    """The commands over one tree, and the costs found."""

    def __init__(self, scratch: Path, source: Path) -> None:
        self.tree, self.part = scratch / "tree", scratch / "part"
        shutil.copytree(source, self.tree, symlinks=True)
        self.part.mkdir()
        shutil.copytree(source / ALONE, self.part / ALONE, symlinks=True)
        self.plans = {}
        for name, moves in (("few", FEW), ("many", MANY)):
            self.plans[name] = scratch / f"{name}.json"
            self.plans[name].write_text(json.dumps({"roots": ["."], "moves": moves}))
        self.found: dict[str, list[Cost]] = {}
        self.parallel: dict[int, list[dict[str, float]]] = {1: [], 2: []}

    def note(self, name: str, command: list[str], cwd: Path) -> None:
        self.found.setdefault(name, []).append(run(command, cwd))

    def phase(self, root: Path, plan: str, *options: str) -> list[str]:
        where = ["--root", str(root), "--config", str(self.plans[plan])]
        return [*REZONE, *where, "migrate", "--phase", "1", *options]

    def round(self) -> None:
        """Measure everything once."""
        tree, part = self.tree, self.part
        self.note(PARSING, PARSE, tree)
        self.note("few files, their package alone", self.phase(part, "few", "--dry-run"), part)
        self.note("few files", self.phase(tree, "few", "--dry-run"), tree)
        for jobs in ("1", "2"):
            dry = self.phase(tree, "many", "--dry-run", "--jobs", jobs)
            self.note(f"many files, --jobs {jobs}", dry, tree)
        for plan in ("few", "many"):
            self.note(f"{plan} files, --execute", self.phase(tree, plan, "--execute"), tree)
            again = self.phase(tree, plan, "--execute")
            self.note(f"{plan} files, --execute again: nothing to do", again, tree)
            self.note(f"{plan} files, --rollback", self.phase(tree, plan, "--rollback"), tree)
            shutil.rmtree(tree / "migration_backups")
        check = ["--root", str(tree), "--config", str(self.plans["few"]), "rewrite", "--check"]
        for _ in range(QUICK):
            self.note("rewrite --check of one file", [*REZONE, *check, ONE_FILE], tree)
            self.note("rezone --help", [*REZONE, "--help"], tree)
        for jobs, parts in self.parallel.items():
            command = [sys.executable, DRIVER, str(tree), str(self.plans["many"]), str(jobs)]
            done = subprocess.run(command, check=True, capture_output=True, text=True, env=AT_FIRST)
            parts.append(json.loads(done.stdout))

    def show(self) -> dict[str, Rounds]:
        """Print everything; return the rows."""
        rows = {name: Rounds(tuple(costs)) for name, costs in self.found.items()}
        table(rows, PARSING)
        for name in ("rewrite --check of one file", "rezone --help"):
            print(f"{name}: {1000 * rows[name].best_wall:.0f} ms at best")
        one, two = self.parallel[1], self.parallel[2]
        print("the part that processes share, one process against two:")
        for what in ("wall", "longest"):
            alone = statistics.median(part[what] for part in one)
            shared = statistics.median(part[what] for part in two)
            print(f"  {what}: {alone:.2f} s, {shared:.2f} s, {alone / shared:.2f} times")
        return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tree", type=Path, help="a tree instead of the packages")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rezone-bench-") as scratch:
        bench = Bench(Path(scratch), arguments.tree or installed())
        for _ in range(arguments.rounds):
            bench.round()
        rows = bench.show()
    written(arguments.json, rows)


if __name__ == "__main__":
    main()
