"""Has the world changed since training?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anomaly_detection.domain.entities import Threshold
from anomaly_detection.infrastructure.utils.helpers import mean, stdev


@dataclass(frozen=True)
class DriftReport:
    distance: float
    drifted: bool


class DriftDetector:
    """Compares a batch with the reference it was made from.

    >>> DriftDetector([1, 2, 3, 2, 1]).compare([9, 9, 8]).drifted
    True
    """

    def __init__(self, reference: Sequence[float], limit: float = 2.0) -> None:
        self._mean = mean(reference)
        self._spread = stdev(reference) or 1e-9
        self.threshold = Threshold(limit)

    def compare(self, batch: Sequence[float]) -> DriftReport:
        distance = abs(mean(batch) - self._mean) / self._spread
        return DriftReport(distance, self.threshold.exceeded_by(distance))
