"""Fixtures for programs that build on the package; ``conftest.py`` names this module in ``pytest_plugins``."""

import pytest

from anomaly_detection.domain.entities import Dataset
from anomaly_detection.infrastructure.repositories.model_repository import ModelRepository


@pytest.fixture
def spiky() -> Dataset:
    """Forty calm rows and one far away, the last."""
    rows = [(float(i % 5), float(i % 3)) for i in range(40)]
    return Dataset.of([*rows, (50.0, 60.0)], name="spiky", columns=("load", "errors"))


@pytest.fixture
def repository() -> ModelRepository:
    return ModelRepository()
