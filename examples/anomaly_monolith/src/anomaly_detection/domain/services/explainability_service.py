"""Say why a row stands out: how far each column lies from its usual value."""

from __future__ import annotations

from collections.abc import Mapping

from ...infrastructure.utils.helpers import z_scores
from ..entities import Anomaly, Dataset, DetectionResult


class ExplainabilityService:
    """Implements :class:`anomaly_detection.domain.interfaces.ml_operations.Explainer` for one data set."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._z = {column: z_scores(dataset.column(column)) for column in dataset.columns}

    def explain(self, result: DetectionResult, anomaly: Anomaly) -> dict[str, float]:
        """Return the share of each column, largest first; the shares add up to 1."""
        raw = {column: abs(scores[anomaly.index]) for column, scores in self._z.items()}
        total = sum(raw.values()) or 1.0
        return dict(sorted(((c, value / total) for c, value in raw.items()), key=lambda item: -item[1]))

    def baseline(self) -> Mapping[str, float]:
        """Return each column's mean as the profile sees it.

        The profiler is imported here: it lives in a package that loads this module.
        """
        from .data_profiling_service import profile

        return {name: column.mean for name, column in profile(self._dataset).items()}
