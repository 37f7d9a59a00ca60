"""Clean and scale columns."""

from __future__ import annotations

import math
from dataclasses import replace

from ...infrastructure.utils import helpers
from ..entities.dataset import Dataset


def _with_columns(dataset: Dataset, columns: list[list[float]]) -> Dataset:
    return replace(dataset, rows=tuple(zip(*columns, strict=True)))


def fill_gaps(dataset: Dataset) -> Dataset:
    """Replace NaN by the column's median.

    >>> fill_gaps(Dataset.of([[1.0], [float("nan")], [3.0]])).column("c0")
    (1.0, 2.0, 3.0)
    """
    columns = []
    for name in dataset.columns:
        values = dataset.column(name)
        usual = helpers.median([value for value in values if not math.isnan(value)] or [0.0])
        columns.append([usual if math.isnan(value) else value for value in values])
    return _with_columns(dataset, columns)


def scale(dataset: Dataset) -> Dataset:
    """Map every column onto [0, 1]."""
    return _with_columns(dataset, [helpers.normalise(dataset.column(name)) for name in dataset.columns])
