"""Choose an algorithm for a data set and register it as a model."""

from __future__ import annotations

from anomaly_detection.application.services.mlops import UnifiedModelRegistry, default_registry
from anomaly_detection.domain.entities import Dataset, Model
from anomaly_detection.domain.services import ensemble_service, mlops_service, \
    data_sampling_service


class TrainModel:
    """Small data is enough to choose, so at most *limit* rows are looked at."""

    def __init__(self, registry: UnifiedModelRegistry | None = None, limit: int = 500) -> None:
        self._registry = registry or default_registry()
        self.limit = limit

    def execute(self, name: str, dataset: Dataset) -> Model:
        part = data_sampling_service.sample(dataset, self.limit)
        algorithm = ensemble_service.EnsembleService().best(part)
        return self._registry.register(name, algorithm, rows=float(len(part)))

    def life_cycle(self) -> mlops_service.MLOpsService:
        return self._registry.service
