"""Many files on many machines: the pure per-file function as tasks of a dask.distributed cluster.

Content travels both ways and the driver alone reads and writes, so the workers share no disk.  A
task is a chunk of files; the scheduler runs it again elsewhere when its worker dies.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rezone.phases.engine.examine import Count, candidate
from rezone.phases.engine.offers import Offers
from rezone.phases.engine.outcome import FileOutcome
from rezone.phases.engine.workspace import Workspace
from rezone.transforms.errors import Refused, UsageError

if TYPE_CHECKING:
    from rezone.phases.engine.context import PhaseContext

CHUNK = 1 << 20
"""Bytes of files in a task: large against the cost of a task, small against a worker's memory."""

AHEAD = 4
"""Tasks in flight for each thread of the cluster; the driver holds no more content than those."""

PATIENCE = 20
"""Seconds to wait for the scheduler."""

Work = tuple[str, bytes]


@dataclass(frozen=True)
class Cluster:
    """The executor over the cluster whose scheduler listens at *address* (``tcp://host:8786``)."""

    address: str

    def __call__(
        self, context: PhaseContext, paths: list[str], count: Count
    ) -> Iterator[FileOutcome]:
        """Yield what becomes of *paths*.

        Raises:
            UsageError: dask.distributed is not installed.
            Refused: the scheduler cannot be reached, has no workers, or lost too many of them.
            RezoneError: whatever a file raised.
        """
        try:
            import distributed
        except ImportError:
            raise UsageError(
                "dask.distributed is not installed", hint="pip install 'rezone[dask]'"
            ) from None
        try:
            connect: Any = distributed.Client  # its methods carry no types
            client = connect(self.address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise Refused(
                f"no scheduler answers at {self.address}: {error}",
                hint="start one with `dask scheduler`, and workers with `dask worker ADDRESS`",
            ) from None
        with client:
            try:
                yield from _outcomes(client, context, _chunks(context, paths, count))
            except distributed.KilledWorker as error:
                raise Refused(
                    f"workers died again and again over the same files: {error}",
                    hint="give the workers more memory, or run without --executor dask",
                ) from None


def _outcomes(
    client: Any, context: PhaseContext, chunks: Iterator[list[Work | FileOutcome]]
) -> Iterator[FileOutcome]:
    threads = sum(client.nthreads().values())
    if not threads:
        raise Refused("the cluster has no workers", hint="start some: dask worker ADDRESS")
    bare = _without_disk(context)
    [shared] = client.scatter([bare], broadcast=True, hash=False)
    running: deque[Any] = deque()
    while True:
        for chunk in islice(chunks, AHEAD * threads - len(running)):
            running.append(client.submit(_rewrite, shared, chunk, pure=False))
        if not running:
            return
        yield from running.popleft().result()


def _without_disk(context: PhaseContext) -> PhaseContext:
    """Return *context* with all that a worker asks of it in memory."""
    moved = [m.name for path in context.layout.paths if (m := context.index.by_path.get(path))]
    offers = Offers(context.workspace, context.index).read_ahead(moved)
    text_map = replace(context.text_map, offers=offers)
    return replace(context, workspace=Workspace(Path(), frozenset()), text_map=text_map)


def _chunks(
    context: PhaseContext, paths: list[str], count: Count
) -> Iterator[list[Work | FileOutcome]]:
    """Yield what there is to do, about `CHUNK` bytes at a time; what is done already among it."""
    chunk: list[Work | FileOutcome] = []
    size = 0
    for number, path in enumerate(paths, 1):
        found = candidate(context, path)
        if isinstance(found, bytes):
            chunk.append((path, found))
            size += len(found)
        elif found is not None:
            chunk.append(found)
        if size >= CHUNK or number == len(paths):
            count(number)
            yield chunk
            chunk, size = [], 0


def _rewrite(context: PhaseContext, chunk: list[Work | FileOutcome]) -> list[FileOutcome]:
    from rezone.phases.engine.rewriting import rewrite_file

    return [
        work if isinstance(work, FileOutcome) else rewrite_file(context, *work) for work in chunk
    ]
