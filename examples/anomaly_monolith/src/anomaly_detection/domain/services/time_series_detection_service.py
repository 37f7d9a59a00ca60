"""Anomalies in time: a value against the window before it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from ...infrastructure.utils.helpers.maths import mean, stdev
from ..entities.anomaly import Anomaly
from ..entities.value_objects import Threshold


class TimeSeriesDetectionService:
    """Flags a value that lies more than *limit* deviations from the mean of the last *window* values."""

    def __init__(self, window: int = 10, limit: float = 3.0) -> None:
        self.window = window
        self.threshold = Threshold(limit)

    def detect(self, values: Iterable[float]) -> list[Anomaly]:
        past: deque[float] = deque(maxlen=self.window)
        found = []
        for index, value in enumerate(values):
            if len(past) == self.window:
                spread = stdev(past) or 1e-9
                deviation = abs(value - mean(past)) / spread
                if self.threshold.exceeded_by(deviation):
                    found.append(Anomaly(index, min(1.0, deviation / (2 * self.threshold.value)), (value,)))
            past.append(value)
        return found
