"""Which facts are worth telling about an anomaly."""

from __future__ import annotations

from dataclasses import dataclass

from .....domain.entities import Dataset, DetectionResult
from .....domain.services.explainability_service import ExplainabilityService


@dataclass(frozen=True)
class Fact:
    """Column *column* explains *share* of why row *index* stands out."""

    index: int
    column: str
    share: float


class ExplanationAnalyzer:
    """Keeps the columns that explain at least *minimum* of a row."""

    def __init__(self, dataset: Dataset, minimum: float = 0.2) -> None:
        self._service = ExplainabilityService(dataset)
        self.minimum = minimum

    def facts(self, result: DetectionResult) -> list[Fact]:
        return [
            Fact(anomaly.index, column, share)
            for anomaly in result.anomalies
            for column, share in self._service.explain(result, anomaly).items()
            if share >= self.minimum
        ]
