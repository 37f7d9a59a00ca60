"""Remember what was tried and how good it was."""

from __future__ import annotations

from typing import Any

from ....domain.entities import Model
from ....domain.interfaces.mlops_operations import ExperimentLog


class ExperimentTracker(ExperimentLog):
    """Runs in the order in which they were recorded."""

    def __init__(self) -> None:
        self.runs: list[tuple[Model, dict[str, Any]]] = []

    def record(self, model: Model, **metrics: Any) -> None:
        self.runs.append((model, metrics))

    def best(self, metric: str) -> Model:
        """Return the model with the highest *metric*; runs without it do not count."""
        return max((run for run in self.runs if metric in run[1]), key=lambda run: run[1][metric])[0]
