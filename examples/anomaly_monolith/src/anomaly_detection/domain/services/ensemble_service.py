"""Combine several algorithms into one verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

from anomaly_detection.domain import entities
from anomaly_detection.infrastructure.adapters.algorithms.ensemble import AutoMLEnsemble
from anomaly_detection.infrastructure.repositories.model_repository import ModelRepository
from anomaly_detection.infrastructure.utils.helpers.maths import mean, median

from .detection_service import DetectionService

COMBINE: dict[str, Callable[[Sequence[float]], float]] = {"mean": mean, "median": median, "max": max}


class EnsembleService:
    """Runs the detection service once per algorithm and combines the scores row by row."""

    def __init__(self, detection: DetectionService | None = None, models: ModelRepository | None = None) -> None:
        self._detection = detection or DetectionService()
        self._models = models or ModelRepository()

    def detect(
        self, dataset: entities.Dataset, algorithms: Sequence[str], how: str = "mean", contamination: float = 0.1
    ) -> entities.DetectionResult:
        results = [self._detection.detect(dataset, name, contamination) for name in algorithms]
        scores = [COMBINE[how](column) for column in zip(*(result.scores for result in results), strict=True)]
        title = f"{how}({', '.join(algorithms)})"
        return entities.DetectionResult.from_scores(title, scores, contamination, dataset.rows)

    def best(self, dataset: entities.Dataset) -> str:
        """Return the name of the detector that separates *dataset* best."""
        return AutoMLEnsemble().fit(dataset.rows).chosen

    def of_production(self, dataset: entities.Dataset) -> entities.DetectionResult:
        """Combine the algorithms of all models in production."""
        status = entities.ModelStatus.PRODUCTION
        return self.detect(dataset, sorted({m.algorithm for m in self._models.all() if m.status is status}))

    @staticmethod
    def simple(values: list[float]) -> list[int]:
        """Indices by the simple service, loaded by a name relative to this package."""
        module = import_module(".detection_service_simple", __package__)
        return [anomaly.index for anomaly in module.detect_simple(values)]
