"""Detection on a stream: each value is scored against a sliding window."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator

from anomaly_detection.domain.entities.anomaly import Anomaly
from anomaly_detection.infrastructure.config import get_settings
from anomaly_detection.infrastructure.utils.helpers.maths import mean, stdev

#: Topic on the message bus.  It looks like a module and is none: consumers outside depend on these very bytes.
TOPIC = "anomaly_detection.scores.v1"

log = logging.getLogger("anomaly_detection.domain.services.streaming_service")


class StreamingService:
    """Feeds values one by one; remembers only the window."""

    def __init__(self, window: int | None = None, limit: float = 3.0) -> None:
        self.window = window or get_settings().window
        self.limit = limit
        self._past: deque[float] = deque(maxlen=self.window)
        self._seen = 0

    def feed(self, value: float) -> Anomaly | None:
        """Return an anomaly if *value* does not fit the window so far; the first two values always fit."""
        found = None
        if len(self._past) >= 2:
            deviation = abs(value - mean(self._past)) / (stdev(self._past) or 1e-9)
            if deviation > self.limit:
                found = Anomaly(self._seen, min(1.0, deviation / (2 * self.limit)), (value,))
                log.debug("%s: %s", TOPIC, found.describe())
        self._past.append(value)
        self._seen += 1
        return found

    def run(self, values: Iterable[float]) -> Iterator[Anomaly]:
        return (anomaly for value in values if (anomaly := self.feed(value)))

    async def follow(self, values: AsyncIterator[float]) -> AsyncIterator[Anomaly]:
        async for value in values:
            if anomaly := self.feed(value):
                yield anomaly
