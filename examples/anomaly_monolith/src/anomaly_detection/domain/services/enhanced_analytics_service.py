"""Numbers about detections over time.  (A form feed separates the two parts of this file, as in older sources.)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ...infrastructure.utils.helpers.maths import mean
from ..entities import DetectionResult, Severity

from ...infrastructure.observability import business_metrics_service


class Analytics:
    """Collects results and answers questions about them."""

    def __init__(self, results: Iterable[DetectionResult] = ()) -> None:
        self._results = list(results)

    def add(self, result: DetectionResult) -> None:
        self._results.append(result)

    def mean_rate(self) -> float:
        return mean(result.rate for result in self._results) if self._results else 0.0

    def by_severity(self) -> dict[str, int]:
        counts = Counter(a.severity for result in self._results for a in result.anomalies)
        return {severity.value: counts[severity] for severity in Severity}

    def cost(self, per_anomaly: float = 1.0) -> float:
        """Return what looking at every anomaly costs."""
        return business_metrics_service.cost_of(self._results, per_anomaly)
