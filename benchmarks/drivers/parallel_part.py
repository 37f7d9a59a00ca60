"""How long the part of a phase takes that several processes share, in one process or in N.

`python parallel_part.py ROOT PLAN JOBS` works phase 1 out, writes nothing, and prints a line of
JSON: `wall` seconds, `cpu` seconds of all processes, and `longest`, the CPU seconds of the process
that used most: with enough processors, the part cannot take less.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rezone.phases import api

TICK = os.sysconf("SC_CLK_TCK")


def _children() -> list[float]:
    """Return the CPU seconds so far of each child, as Linux tells them."""
    found = []
    for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        found.append((int(fields[11]) + int(fields[12])) / TICK)
    return found


class Timed:
    """The executor over processes of this machine, and what it took."""

    def __init__(self, jobs: int) -> None:
        self.executor = api.processes(jobs)
        self.wall = self.own = 0.0
        self.children: list[float] = []

    def __call__(self, context: Any, paths: list[str], count: Any) -> Iterator[Any]:
        def counted(done: int) -> None:
            if done == len(paths):
                self.children = _children()
            count(done)

        started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
        outcomes = list(self.executor(context, paths, counted))
        after = resource.getrusage(resource.RUSAGE_SELF)
        self.wall = time.perf_counter() - started
        self.own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        yield from outcomes


def main() -> None:
    root, config, jobs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    timed = Timed(jobs)
    api.preview(root, api.load(root, config), 1, executor=timed)
    every = [timed.own, *timed.children]
    print(json.dumps({"wall": timed.wall, "cpu": sum(every), "longest": max(every)}))


if __name__ == "__main__":
    main()
