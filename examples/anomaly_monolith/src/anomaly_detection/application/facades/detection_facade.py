"""Everything most programs need, behind four methods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anomaly_detection.application import use_cases
from anomaly_detection.application.services import explanation, mlops, performance
from anomaly_detection.application.use_cases.detect_anomalies import DetectRequest
from anomaly_detection.domain.entities import (
    Dataset,  # from the foundation
    ValidationFailure,
)

from . import limits


class DetectionFacade:
    """Takes rows, returns plain data.

    >>> from anomaly_detection.application.facades import DetectionFacade
    >>> DetectionFacade().detect([[1.0]] * 9 + [[9.0]])["rate"]
    0.1
    """

    def __init__(self) -> None:
        self._registry = mlops.UnifiedModelRegistry()

    @staticmethod
    def _dataset(rows: Sequence[Sequence[float]]) -> Dataset:
        if len(rows) > limits.ROWS:
            raise ValidationFailure(f"{len(rows)} rows are more than {limits.ROWS}")
        return Dataset.of(rows)

    def detect(self, rows: Sequence[Sequence[float]], algorithm: str = "z_score") -> dict[str, Any]:
        return use_cases.DetectAnomalies().execute(DetectRequest(self._dataset(rows), algorithm)).result.to_dict()

    def explain(self, rows: Sequence[Sequence[float]]) -> list[str]:
        dataset = self._dataset(rows)
        result = use_cases.DetectAnomalies().execute(DetectRequest(dataset)).result
        return explanation.SentenceEngine().tell(explanation.ExplanationAnalyzer(dataset).facts(result))

    def train(self, name: str, rows: Sequence[Sequence[float]]) -> str:
        return use_cases.TrainModel(self._registry).execute(name, self._dataset(rows)).key

    def advise(self, rows: Sequence[Sequence[float]], algorithms: Sequence[str]) -> str:
        return performance.PerformanceOptimizer().advise(self._dataset(rows), algorithms)
