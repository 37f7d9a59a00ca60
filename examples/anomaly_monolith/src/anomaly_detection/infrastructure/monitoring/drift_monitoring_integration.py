"""Watch a stream of numbers for drift and alert once it drifts."""

from __future__ import annotations

from collections.abc import Sequence

from anomaly_detection.domain.entities import Severity
from anomaly_detection.domain.services.concept_drift_detection_service import DriftDetector
from anomaly_detection.infrastructure.monitoring import AlertingSystem


class DriftMonitor:
    """Feeds batches to a detector; a drifted batch becomes an alert."""

    def __init__(self, reference: Sequence[float], alerts: "AlertingSystem") -> None:
        self._detector = DriftDetector(reference)
        self._alerts = alerts

    def check(self, batch: Sequence[float]) -> bool:
        report = self._detector.compare(batch)
        if report.drifted:
            self._alerts.send(f"drift of {report.distance:.2f}", Severity.HIGH)
        return report.drifted
