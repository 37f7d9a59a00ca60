"""The life of a model: register, promote, retire."""

from __future__ import annotations

from typing import Any

from ...infrastructure.repositories.model_repository import ModelRepository
from ..entities.model import Model, ModelStatus
from ..interfaces.mlops_operations import ModelStore


class MLOpsService:
    """Decides; the store only keeps."""

    def __init__(self, store: ModelStore | None = None) -> None:
        self.store: ModelStore = ModelRepository() if store is None else store

    def register(self, name: str, algorithm: str, **parameters: Any) -> Model:
        """Save a new version, one above the highest there is."""
        version = max(self.store.versions(name), default=0) + 1
        model = Model(name, version, algorithm, parameters)
        self.store.save(model)
        return model

    def promote(self, name: str, version: int | None = None) -> Model:
        """Move a model one stage further; a model that enters production retires the one before."""
        model = self.store.get(name, version).promote()
        if model.status is ModelStatus.PRODUCTION:
            for other in (self.store.get(name, number) for number in self.store.versions(name)):
                if other.status is ModelStatus.PRODUCTION:
                    self.store.save(other.promote())
        self.store.save(model)
        return model
