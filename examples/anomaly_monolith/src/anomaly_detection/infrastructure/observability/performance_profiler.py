"""Where the time goes."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Profiler:
    """Adds up seconds by label.

    >>> ticks = iter([0.0, 2.0])
    >>> profiler = Profiler(clock=lambda: next(ticks))
    >>> with profiler.measure("fit"):
    ...     pass
    >>> profiler.report()
    [('fit', 2.0)]
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def measure(self, label: str) -> Iterator[None]:
        start = self._clock()
        try:
            yield
        finally:
            self._seconds[label] += self._clock() - start

    def report(self) -> list[tuple[str, float]]:
        """Return the labels with their seconds, slowest first."""
        return sorted(self._seconds.items(), key=lambda item: -item[1])
