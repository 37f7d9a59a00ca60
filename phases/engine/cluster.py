"""Many files on many machines: the pure per-file function as tasks of a dask.distributed cluster.

Content travels both ways and the driver alone reads and writes, so the workers share no disk.  A
task is a chunk of files; the scheduler runs it again elsewhere when its worker dies.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import CancelledError
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct

from rezone.phases.engine.examine import Count, candidate
from rezone.phases.engine.offers import Offers
from rezone.phases.engine.outcome import FileOutcome
from rezone.phases.engine.workspace import Workspace
from rezone.transforms.errors import Refused, UsageError
from rezone.transforms.records import replace

if TYPE_CHECKING:
    from rezone.phases.engine.context import PhaseContext

CHUNK = 1 << 20
"""Bytes of files in a task: large against the cost of a task, small against a worker's memory."""

AHEAD = 4
"""Tasks in flight for each thread of the cluster; the driver holds no more content than those."""

PATIENCE = 20
"""Seconds to wait for the scheduler, and for workers where none is left."""

_START = "start one with `dask scheduler`, and workers with `dask worker ADDRESS`"

LOSSES = 3
"""How often all workers may die together before the run gives up."""

Work = tuple[str, bytes]
Chunk: TypeAlias = "list[Work | FileOutcome]"


class Cluster(Struct, frozen=True, dict=True):
    """The executor over the cluster whose scheduler listens at *address* (``tcp://host:8786``)."""

    address: str

    def __call__(
        self, context: PhaseContext, paths: list[str], count: Count
    ) -> Iterator[FileOutcome]:
        """Yield what becomes of *paths*.

        Raises:
            UsageError: dask.distributed is not installed.
            Refused: the scheduler cannot be reached or goes away, has no workers, or lost too many;
                a worker has another rezone or none.
            RezoneError: whatever a file raised.
        """
        try:
            import distributed
        except ImportError:
            raise UsageError(
                "dask.distributed is not installed", hint="pip install 'rezone[dask]'"
            ) from None
        _refuse_no_scheduler(self.address)
        connect: Any = distributed.Client  # its methods carry no types
        with connect(self.address, timeout=PATIENCE, set_as_default=False) as client:
            try:
                yield from _outcomes(client, context, _chunks(context, paths, count))
            except distributed.KilledWorker as error:
                raise Refused(
                    f"workers died again and again over the same files: {error}",
                    hint="give the workers more memory, or run without --executor dask",
                ) from None
            except (CancelledError, OSError) as error:
                raise Refused(
                    f"the scheduler at {self.address} went away: {error}",
                    hint="start it again, and run again",
                ) from None
            except ImportError as error:
                raise Refused(
                    f"a worker cannot do the work: {error}",
                    hint="install the same rezone and the same Python on every worker",
                ) from None


def _refuse_no_scheduler(address: str) -> None:
    """Ask who listens at *address*, as a client would wait for an answer without an end.

    Raises:
        Refused: nobody that is a scheduler answers.
    """
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    try:
        with ThreadPoolExecutor(1) as thread:  # this one may have a loop running, as notebooks do
            identity = thread.submit(asyncio.run, _identity(address)).result()
    except (OSError, ValueError) as error:
        said = str(error) or f"nothing within {PATIENCE} s"
        raise Refused(f"no scheduler answers at {address}: {said}", hint=_START) from None
    if identity["type"] != "Scheduler":
        kind = identity["type"].lower()
        raise Refused(f"what answers at {address} is a {kind}, no scheduler", hint=_START)


async def _identity(address: str) -> dict[str, Any]:
    import asyncio

    from distributed.core import rpc
    from distributed.security import Security

    connect: Any = rpc
    security: Any = Security()  # type: ignore[no-untyped-call]
    arguments = security.get_connection_args("client")
    async with (
        asyncio.timeout(PATIENCE),
        connect(address, timeout=PATIENCE, connection_args=arguments) as scheduler,
    ):
        found: dict[str, Any] = await scheduler.identity()
        return found


def _outcomes(client: Any, context: PhaseContext, chunks: Iterator[Chunk]) -> Iterator[FileOutcome]:
    threads = sum(client.nthreads().values())
    if not threads:
        raise Refused("the cluster has no workers", hint=_START)
    bare = _without_disk(context)
    shared = _sent(client, bare)
    running: deque[tuple[Chunk, Any]] = deque()
    losses = 0
    while True:
        for chunk in islice(chunks, AHEAD * threads - len(running)):
            running.append((chunk, client.submit(_rewrite, shared, chunk, pure=False)))
        if not running:
            return
        try:
            found = _result(client, running[0][1])
        except CancelledError:
            # Every worker that held the context died with it: a scheduler cannot make it again.
            losses += 1
            if losses > LOSSES:
                raise
            shared = _sent(client, bare)
            again = [
                (chunk, client.submit(_rewrite, shared, chunk, pure=False)) for chunk, _ in running
            ]
            running = deque(again)
        else:
            running.popleft()
            yield from found


def _sent(client: Any, context: PhaseContext) -> Any:
    """Send *context* to every worker, once one is there; return what stands for it."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise Refused("the cluster has lost all its workers", hint=_START) from None
    return client.scatter([context], broadcast=True, hash=False)[0]


def _result(client: Any, task: Any) -> list[FileOutcome]:
    """Wait for *task* as long as the cluster has workers that may do it."""
    while True:
        try:
            found: list[FileOutcome] = task.result(timeout=PATIENCE)
        except TimeoutError:
            if not client.nthreads():
                raise Refused("the cluster has lost all its workers", hint=_START) from None
        else:
            return found


def _without_disk(context: PhaseContext) -> PhaseContext:
    """Return *context* with all that a worker asks of it in memory."""
    moved = [m.name for path in context.layout.paths if (m := context.index.by_path.get(path))]
    offers = Offers(context.workspace, context.index).read_ahead(moved)
    text_map = replace(context.text_map, offers=offers)
    return replace(context, workspace=Workspace(Path(), frozenset()), text_map=text_map)


def _chunks(context: PhaseContext, paths: list[str], count: Count) -> Iterator[Chunk]:
    """Yield what there is to do, about `CHUNK` bytes at a time; what is done already among it."""
    chunk: Chunk = []
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


def _rewrite(context: PhaseContext, chunk: Chunk) -> list[FileOutcome]:
    from rezone.phases.engine.rewriting import rewrite_file

    return [
        work if isinstance(work, FileOutcome) else rewrite_file(context, *work) for work in chunk
    ]
