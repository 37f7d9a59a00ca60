"""What each column looks like."""

from __future__ import annotations

from dataclasses import dataclass

import anomaly_detection.infrastructure.utils.helpers

from ..entities import Dataset


@dataclass(frozen=True)
class ColumnProfile:
    """Five numbers about a column."""

    minimum: float
    median: float
    maximum: float
    mean: float
    stdev: float


def profile(dataset: Dataset) -> dict[str, ColumnProfile]:
    """Return a profile for each column, in order.

    >>> profile(Dataset.of([[1], [2], [3]]))["c0"].median
    2.0
    """
    return {
        name: ColumnProfile(
            min(values),
            anomaly_detection.infrastructure.utils.helpers.median(values),
            max(values),
            anomaly_detection.infrastructure.utils.helpers.mean(values),
            anomaly_detection.infrastructure.utils.helpers.maths.stdev(values),
        )
        for name, values in ((name, dataset.column(name)) for name in dataset.columns)
    }
