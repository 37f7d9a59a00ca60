"""Many files at once: the paths shared out to several processes, which read and rewrite them."""

from __future__ import annotations

import os
from collections.abc import Iterator

from msgspec import Struct

from rezone.phases.engine.collector import paused
from rezone.phases.engine.context import PhaseContext
from rezone.phases.engine.examine import Count, examine
from rezone.phases.engine.observed import Answers, Observed
from rezone.phases.engine.outcome import FileOutcome

ENOUGH = 10_000
"""With fewer files one process is quick enough, and spends a tenth less of the processor."""

_LEAST, _MOST = 16, 512
"""Paths that one process is given at once: to pass them on costs as much as to read a few files."""

_context: PhaseContext | None = None


class Processes(Struct, frozen=True, dict=True):
    """The executor over *jobs* processes of this machine; None: as many as the work is worth."""

    jobs: int | None = None

    def __call__(
        self, context: PhaseContext, paths: list[str], count: Count
    ) -> Iterator[FileOutcome]:
        """Yield what becomes of *paths*.

        Raises:
            RezoneError: whatever a file raised.
        """
        jobs = self.jobs or (usable_processors() if len(paths) >= ENOUGH else 1)
        chunks = list(_shares(paths, jobs))
        outcomes = (
            (examine(context, chunk) for chunk in chunks)
            if jobs == 1
            else _in_processes(context, chunks, jobs)
        )
        done = 0
        for chunk, found in zip(chunks, outcomes, strict=True):
            yield from found
            done += len(chunk)
            count(done)


def _shares(paths: list[str], jobs: int) -> Iterator[list[str]]:
    """Yield *paths* in pieces, the last ones small, so that all processes end at one time."""
    start = 0
    while start < len(paths):
        size = min(max((len(paths) - start) // (8 * jobs), _LEAST), _MOST)
        yield paths[start : start + size]
        start += size


def _in_processes(
    context: PhaseContext, chunks: list[list[str]], jobs: int
) -> Iterator[list[FileOutcome]]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # A forked worker has the context already; elsewhere it travels.
    forks = "fork" in multiprocessing.get_all_start_methods()
    method = multiprocessing.get_context("fork" if forks else None)
    with ProcessPoolExecutor(jobs, method, _begin, (context,)) as pool:
        try:
            for found, answers in pool.map(_examine, chunks):
                if isinstance(context.workspace.store, Observed):
                    context.workspace.store.add(answers)
                yield found
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def usable_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _begin(context: PhaseContext) -> None:
    global _context
    _context = context
    if isinstance(context.workspace.store, Observed):
        context.workspace.store.taken()


def _examine(paths: list[str]) -> tuple[list[FileOutcome], Answers]:
    """Return what becomes of *paths*, and what the disk said of them where that is observed."""
    assert _context is not None
    store = _context.workspace.store
    with paused():
        found = examine(_context, paths)
    return found, store.taken() if isinstance(store, Observed) else {}
