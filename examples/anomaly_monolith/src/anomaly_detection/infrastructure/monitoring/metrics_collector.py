"""Counters and series in memory; implements ``MetricSink``."""

from __future__ import annotations

from collections import defaultdict

from ..utils.helpers.maths import mean, quantile

PREFIX = f"{__name__}."  # follows the module: who stores these names has to know about a move


class MetricsCollector:
    """Thread-confined: one collector for each worker, merged by who owns them.

    >>> metrics = MetricsCollector()
    >>> metrics.increment("calls")
    >>> metrics.snapshot()
    {'calls': 1.0}
    """

    def __init__(self) -> None:
        self.counters: dict[str, float] = defaultdict(float)
        self.series: dict[str, list[float]] = defaultdict(list)

    def increment(self, name: str, by: float = 1.0) -> None:
        self.counters[name] += by

    def observe(self, name: str, value: float) -> None:
        self.series[name].append(value)

    def snapshot(self) -> dict[str, float]:
        """Return counters as they are and series as mean and 95th percentile."""
        numbers = dict(self.counters)
        for name, values in self.series.items():
            numbers[f"{name}.mean"] = mean(values)
            numbers[f"{name}.p95"] = quantile(values, 0.95)
        return numbers

    def qualified(self) -> dict[str, float]:
        return {PREFIX + name: value for name, value in self.snapshot().items()}
