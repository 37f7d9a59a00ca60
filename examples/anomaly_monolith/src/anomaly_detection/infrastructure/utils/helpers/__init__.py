"""Helpers, gathered.  What :mod:`.maths` exports in ``__all__`` is exported here as well."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from . import maths
from .maths import *  # noqa: F403

__all__ = ["chunked"]
__all__ += maths.__all__

T = TypeVar("T")


def chunked(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of at most *size* items.

    >>> from anomaly_detection.infrastructure.utils.helpers import chunked
    >>> list(chunked("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
