"""CPU, memory and growth on a tree of 42,000 Python files, 9 million lines.

`make bench-large`.  The tree is real packages from PyPI side by side.  CPU is user + system of all
processes; the figures of one run compare, those of two runs do not.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

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
PARSE_ALL = """
import ast, pathlib, warnings
warnings.simplefilter("ignore")
for path in sorted(pathlib.Path(".").rglob("*.py")):
    try:
        ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, RecursionError):
        pass
"""


@dataclass(frozen=True)
class Cost:
    """CPU and wall-clock seconds of a command, and the peak memory of its largest process in MB."""

    cpu: float
    wall: float
    peak: int


def cost(command: list[str], cwd: Path) -> Cost:
    """Run *command* under a process of its own, so that its peak is not that of an earlier one."""
    started = time.perf_counter()
    child = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{command} failed")
    wall = time.perf_counter() - started
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss // 1024)


def tree() -> Path:
    """Return the folder with the packages, installed once."""
    cache = Path(os.environ.get("REZONE_CACHE", Path.home() / ".cache" / "rezone"))
    folder = cache / "large"
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(dir=cache))
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
        subprocess.run([*pip, "--target", str(partial), *PACKAGES], check=True)
        partial.rename(folder)
    return folder


def medians(costs: list[Cost]) -> Cost:
    return Cost(
        statistics.median(c.cpu for c in costs),
        statistics.median(c.wall for c in costs),
        max(c.peak for c in costs),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    rezone = [sys.executable, "-m", "rezone.codemods.cli.main", "-q"]
    found: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory(prefix="rezone-bench-") as scratch:
        part = Path(scratch) / "part"
        part.mkdir()
        shutil.copytree(tree() / "twisted", part / "twisted")
        plans = {}
        for name, moves in (("few", FEW), ("many", MANY)):
            plans[name] = Path(scratch) / f"{name}.json"
            plans[name].write_text(json.dumps({"roots": ["."], "moves": moves}))

        def dry_run(root: Path, name: str, jobs: int) -> list[str]:
            where = ["--root", str(root), "--config", str(plans[name])]
            return [*rezone, *where, "migrate", "--phase", "1", "--dry-run", "--jobs", str(jobs)]

        check = ["--root", str(tree()), "--config", str(plans["few"]), "rewrite", "--check"]
        runs = {
            "ast.parse of every file": ([sys.executable, "-c", PARSE_ALL], tree()),
            "a phase, 140 files, twisted alone": (dry_run(part, "few", 1), part),
            "a phase, 140 files": (dry_run(tree(), "few", 1), tree()),
            "a phase, 2,700 files": (dry_run(tree(), "many", 1), tree()),
            "the same with two processes": (dry_run(tree(), "many", 2), tree()),
            "rewrite --check of one file": ([*rezone, *check, "twisted/python/_url.py"], tree()),
            "rezone --help": ([*rezone, "--help"], tree()),
        }
        for _ in range(arguments.rounds):
            for name, (command, cwd) in runs.items():
                found.setdefault(name, []).append(cost(command, cwd))
    rows = {name: medians(costs) for name, costs in found.items()}
    parse = rows["ast.parse of every file"].cpu
    print(f"{'':36} {'CPU s':>8} {'/ parse':>8} {'wall s':>8} {'MB':>6}")
    for name, row in rows.items():
        print(f"{name:36} {row.cpu:8.2f} {row.cpu / parse:8.3f} {row.wall:8.2f} {row.peak:6}")
    if arguments.json:
        arguments.json.write_text(
            json.dumps({n: vars(r) for n, r in rows.items()}, indent=1) + "\n"
        )


if __name__ == "__main__":
    main()
