"""What the benchmarks share: what a command costs, medians of rounds, where downloads stay.

CPU is user + system of a command and all processes it waited for.  The figures of one run compare,
those of two runs do not.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

REZONE = [sys.executable, "-m", "rezone.codemods.cli.main", "-q"]
PARSE_ALL = """
import ast, pathlib, warnings
warnings.simplefilter("ignore")
for path in sorted(pathlib.Path(".").rglob("*.py")):
    try:
        ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, RecursionError):
        pass
"""
PARSE = [sys.executable, "-c", PARSE_ALL]
AT_FIRST = {**os.environ, "REZONE_CACHE_DIR": ""}
"""The environment in which rezone knows nothing of earlier runs."""


@dataclass(frozen=True)
class Cost:
    """CPU and wall-clock seconds of a command, and the peak memory of its largest process in MB."""

    cpu: float
    wall: float
    peak: int
    code: int = 0

    def __add__(self, other: Cost) -> Cost:
        """Return the cost of one after the other."""
        peak, code = max(self.peak, other.peak), self.code or other.code
        return Cost(self.cpu + other.cpu, self.wall + other.wall, peak, code)


@dataclass(frozen=True)
class Rounds:
    """The costs of one command in several rounds."""

    costs: tuple[Cost, ...]

    @property
    def cpu(self) -> float:
        return statistics.median(cost.cpu for cost in self.costs)

    @property
    def wall(self) -> float:
        return statistics.median(cost.wall for cost in self.costs)

    @property
    def best_wall(self) -> float:
        return min(cost.wall for cost in self.costs)

    @property
    def peak(self) -> int:
        return max(cost.peak for cost in self.costs)

    @property
    def spread(self) -> str:
        """The lowest and the highest CPU seconds."""
        found = [cost.cpu for cost in self.costs]
        return f"{min(found):.2f}-{max(found):.2f}"


def cache() -> Path:
    """Return the folder where downloads stay between runs."""
    folder = Path(os.environ.get("REZONE_CACHE", Path.home() / ".cache" / "rezone"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def cost(
    command: Sequence[str], cwd: Path, limit: float = 0, environment: Mapping[str, str] = AT_FIRST
) -> Cost:
    """Run *command*, its output thrown away; after *limit* seconds, if any, it is killed.

    The peak is that of the command alone, whatever ran before in this process.
    """
    started = time.perf_counter()
    if limit:
        _adopt_orphans()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(
        command, cwd=cwd, stdout=quiet, stderr=quiet, env=environment, start_new_session=True
    )
    try:
        status, usage = _ended(child.pid, started + limit if limit else float("inf"))
    except BaseException:
        os.killpg(child.pid, signal.SIGKILL)
        raise
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode == -signal.SIGKILL:
        _wait_for_orphans(child.pid)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    wall = time.perf_counter() - started
    return Cost(cpu, wall, usage.ru_maxrss // 1024, child.returncode)


def _ended(pid: int, deadline: float) -> tuple[int, resource.struct_rusage]:
    if deadline == float("inf"):
        _, status, usage = os.wait4(pid, 0)
        return status, usage
    while True:
        found, status, usage = os.wait4(pid, os.WNOHANG)
        if found:
            return status, usage
        if time.perf_counter() > deadline:
            os.killpg(pid, signal.SIGKILL)
            deadline = float("inf")
        time.sleep(0.02)


def _adopt_orphans() -> None:
    """Become the parent of what a killed command leaves, so that its CPU is counted (Linux)."""
    if sys.platform == "linux":
        set_child_subreaper = 36  # prctl(2)
        ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def _wait_for_orphans(group: int) -> None:
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-group, 0)


def run(command: Sequence[str], cwd: Path, environment: Mapping[str, str] = AT_FIRST) -> Cost:
    """Return what *command* costs; it must succeed."""
    found = cost(command, cwd, environment=environment)
    if found.code:
        raise SystemExit(f"{' '.join(map(str, command))} failed with {found.code} in {cwd}")
    return found


def table(rows: Mapping[str, Rounds], base: str) -> None:
    """Print *rows* and what each is of *base*."""
    width = max(map(len, rows)) + 2
    print(f"{'':{width}}{'CPU s':>9}{'lowest-highest':>18}{'ratio':>9}{'wall s':>9}{'MB':>6}")
    for name, row in rows.items():
        ratio = row.cpu / rows[base].cpu
        print(
            f"{name:{width}}{row.cpu:9.2f}{row.spread:>18}{ratio:9.3f}{row.wall:9.2f}{row.peak:6}"
        )


def written(path: Path | None, rows: Mapping[str, object]) -> None:
    """Write *rows* as JSON to *path*, if there is one."""
    if path is not None:
        text = json.dumps(rows, indent=1, default=lambda r: [vars(c) for c in r.costs])
        path.write_text(text + "\n")
