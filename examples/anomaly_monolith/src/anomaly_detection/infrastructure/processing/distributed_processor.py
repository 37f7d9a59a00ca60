"""Run a function over items in several threads, results in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import anomaly_detection.infrastructure.logging.structured_logger as structured_logger

A = TypeVar("A")
B = TypeVar("B")

log = structured_logger.get_logger(__name__, component="processing")


def distribute(function: Callable[[A], B], items: Iterable[A], workers: int = 4) -> list[B]:
    """Return ``[function(item) for item in items]``; the first error of a worker is raised.

    >>> distribute(abs, [-1, 2, -3])
    [1, 2, 3]
    """
    with ThreadPoolExecutor(workers) as pool:
        results = list(pool.map(function, items))
    log.debug("distributed %d items over %d workers", len(results), workers)
    return results
