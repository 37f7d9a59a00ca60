"""Models in memory, and models in pickle files."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

from ...domain.entities import Model, ModelNotFoundError


class ModelRepository:
    """Implements :class:`anomaly_detection.domain.interfaces.mlops_operations.ModelStore` with a dictionary."""

    def __init__(self) -> None:
        self._models: dict[str, dict[int, Model]] = {}

    def save(self, model: Model) -> str:
        self._models.setdefault(model.name, {})[model.version] = model
        return model.key

    def get(self, name: str, version: int | None = None) -> Model:
        """Return one version, the highest by default."""
        versions = self._models.get(name, {})
        try:
            return versions[max(versions) if version is None else version]
        except (KeyError, ValueError):
            raise ModelNotFoundError(f"no model {name!r} in version {version or 'any'}") from None

    def versions(self, name: str) -> list[int]:
        return sorted(self._models.get(name, {}))

    def all(self) -> Iterator[Model]:
        return (model for versions in self._models.values() for model in versions.values())


class FileModelRepository(ModelRepository):
    """The same, and every save also writes ``<folder>/<key>.pkl``."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        for path in sorted(folder.glob("*.pkl")):
            super().save(pickle.loads(path.read_bytes()))

    def save(self, model: Model) -> str:
        (self.folder / f"{model.key}.pkl").write_bytes(pickle.dumps(model))
        return super().save(model)
