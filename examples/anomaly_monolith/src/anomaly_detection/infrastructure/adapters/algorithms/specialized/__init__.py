"""Detectors for data with a known structure."""

from __future__ import annotations

from collections.abc import Sequence

from anomaly_detection.infrastructure.utils.helpers.maths import median, normalise

from ..registry import register


@register("seasonal")
class SeasonalDetector:
    """Compares the first column with the median of the same phase of the period."""

    name = ""

    def __init__(self, period: int = 7) -> None:
        self.period = period
        self._typical: list[float] = []

    def fit(self, rows: Sequence[Sequence[float]]) -> SeasonalDetector:
        values = [row[0] for row in rows]
        self._typical = [median(values[phase :: self.period] or values) for phase in range(self.period)]
        return self

    def score(self, rows: Sequence[Sequence[float]]) -> list[float]:
        return normalise([abs(row[0] - self._typical[i % self.period]) for i, row in enumerate(rows)])
