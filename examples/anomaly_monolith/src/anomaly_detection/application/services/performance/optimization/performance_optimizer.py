"""Measure algorithms on a data set and advise one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .....domain.entities import Dataset
from .....domain.services.detection_service import DetectionService
from .....infrastructure.observability.performance_profiler import Profiler


@dataclass(frozen=True)
class Trial:
    algorithm: str
    seconds: float
    found: int


class PerformanceOptimizer:
    """Runs each algorithm once."""

    def __init__(self, profiler: Profiler | None = None) -> None:
        self._profiler = profiler or Profiler()

    def trials(self, dataset: Dataset, algorithms: Sequence[str]) -> list[Trial]:
        found = {}
        for name in algorithms:
            with self._profiler.measure(name):
                found[name] = len(DetectionService().detect(dataset, name).anomalies)
        return [Trial(name, seconds, found[name]) for name, seconds in self._profiler.report()]

    def advise(self, dataset: Dataset, algorithms: Sequence[str]) -> str:
        """Return the fastest algorithm that found anything, and register the advice as a draft model."""
        from ...mlops.unified_model_registry import default_registry  # one phase later than this file

        trials = [trial for trial in self.trials(dataset, algorithms) if trial.found]
        best = min(trials, key=lambda trial: trial.seconds).algorithm
        default_registry().register(f"advice-{dataset.name}", best)
        return best
