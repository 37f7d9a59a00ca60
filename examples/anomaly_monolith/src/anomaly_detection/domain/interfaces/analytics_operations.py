"""What monitoring needs from its surroundings."""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    """Seconds since some fixed moment, never going back; tests pass a function that counts."""

    def __call__(self) -> float: ...


class MetricSink(Protocol):
    """Where numbers go.  :mod:`anomaly_detection.infrastructure.monitoring.metrics_collector` has the usual one."""

    def increment(self, name: str, by: float = 1.0) -> None: ...

    def observe(self, name: str, value: float) -> None: ...
