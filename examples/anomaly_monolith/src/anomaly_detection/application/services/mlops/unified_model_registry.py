"""One registry over storage, life cycle and experiments."""

from __future__ import annotations

from functools import lru_cache

from ....domain.entities.model import Model
from ....domain.services.mlops_service import MLOpsService
from ....infrastructure.repositories import ModelRepository
from .experiment_tracking_integration import ExperimentTracker


class UnifiedModelRegistry:
    """What the API and the command line talk to."""

    def __init__(self) -> None:
        self.repository = ModelRepository()
        self.service = MLOpsService(self.repository)
        self.experiments = ExperimentTracker()

    def register(self, name: str, algorithm: str, **metrics: float) -> Model:
        model = self.service.register(name, algorithm)
        self.experiments.record(model, **metrics)
        return model

    def list(self) -> "list[Model]":
        return sorted(self.repository.all(), key=lambda model: model.key)


@lru_cache(maxsize=1)
def default_registry() -> UnifiedModelRegistry:
    """Return the registry of this process."""
    return UnifiedModelRegistry()
