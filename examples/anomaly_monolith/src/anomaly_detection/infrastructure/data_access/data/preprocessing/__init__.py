"""Preparation that needs no statistics."""

from dataclasses import replace

from .....domain.entities import Dataset


def drop_constant(dataset: Dataset) -> Dataset:
    """Drop columns that hold one value only; the last column left is kept.

    >>> drop_constant(Dataset.of([[1, 5], [1, 6]])).columns
    ('c1',)
    """
    keep = [i for i, name in enumerate(dataset.columns) if len(set(dataset.column(name))) > 1] or [0]
    return replace(
        dataset,
        columns=tuple(dataset.columns[i] for i in keep),
        rows=tuple(tuple(row[i] for i in keep) for row in dataset.rows),
    )
