"""Many files at once: the pure per-file function in several processes."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator

from rezone.phases.engine.collector import paused
from rezone.phases.engine.context import PhaseContext
from rezone.phases.engine.outcome import FileOutcome
from rezone.phases.engine.rewriting import rewrite_file

ENOUGH = 1500
"""With fewer files one process is quick enough, and spends a tenth less of the processor."""

_CHUNK = 16
_context: PhaseContext | None = None


def rewrite_files(
    context: PhaseContext, work: Iterable[tuple[str, bytes]], jobs: int | None
) -> Iterator[FileOutcome]:
    """Yield the outcome of each (path, bytes) in order, worked out by *jobs* processes.

    With one job everything happens in this process; ``None`` takes all processors there are as
    soon as there is enough to do.

    Raises:
        RezoneError: whatever a file raised.
    """
    files = work if jobs == 1 else list(work)
    if jobs is None and isinstance(files, list):
        jobs = usable_processors() if len(files) >= ENOUGH else 1
    if jobs == 1:
        for path, content in files:
            yield rewrite_file(context, path, content)
        return
    from concurrent.futures import ProcessPoolExecutor

    # A forked worker has the context already, and LibCST; elsewhere both travel or are imported.
    forks = "fork" in multiprocessing.get_all_start_methods()
    method = multiprocessing.get_context("fork" if forks else None)
    import libcst  # noqa: F401 - once, before the workers fork

    with ProcessPoolExecutor(jobs, method, _begin, (context,)) as pool:
        try:
            yield from pool.map(_rewrite, files, chunksize=_CHUNK)
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


def _rewrite(file: tuple[str, bytes]) -> FileOutcome:
    assert _context is not None
    with paused():
        return rewrite_file(_context, *file)
