"""Numbers that people outside engineering ask for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anomaly_detection.domain import entities

#: Names on the metrics server.  They look like modules and are none.
METRICS = ("anomaly_detection.detections.total", "anomaly_detection:processing_time:avg5m")


def cost_of(results: Iterable[entities.DetectionResult], per_anomaly: float) -> float:
    """Return the price of looking at every anomaly."""
    return per_anomaly * sum(len(result.anomalies) for result in results)
