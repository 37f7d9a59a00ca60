"""Which algorithms agree on a data set?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...domain.entities import Dataset
from ...domain.services import (
    detection_service,  # runs each of them
    enhanced_analytics_service as analytics,  # adds them up
)
from .detect_anomalies import DetectAnomalies, DetectRequest


@dataclass(frozen=True)
class Comparison:
    """Row indices by algorithm, and those that all agree on."""

    found: dict[str, tuple[int, ...]]
    agreed: tuple[int, ...]
    mean_rate: float


class CompareAlgorithms:
    def execute(self, dataset: Dataset, algorithms: Sequence[str] = ()) -> Comparison:
        names = tuple(algorithms) or tuple(detection_service.DetectionService.algorithms())
        numbers = analytics.Analytics()
        found = {}
        for name in names:
            result = DetectAnomalies().execute(DetectRequest(dataset, name)).result
            numbers.add(result)
            found[name] = tuple(anomaly.index for anomaly in result.anomalies)
        agreed = set.intersection(*(set(indices) for indices in found.values()))
        return Comparison(found, tuple(sorted(agreed)), numbers.mean_rate())
