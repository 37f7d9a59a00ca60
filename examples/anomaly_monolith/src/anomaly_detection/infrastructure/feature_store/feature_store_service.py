"""Named columns that several models share."""

from __future__ import annotations

from collections.abc import Sequence

from anomaly_detection.domain.entities.dataset import Dataset


class FeatureStore:
    """Keeps columns by ``dataset.column`` and builds data sets from them."""

    def __init__(self) -> None:
        self._columns: dict[str, tuple[float, ...]] = {}

    def put(self, dataset: Dataset) -> list[str]:
        names = [f"{dataset.name}.{column}" for column in dataset.columns]
        self._columns.update(zip(names, map(dataset.column, dataset.columns), strict=True))
        return names

    def get(self, names: Sequence[str], name: str = "features") -> Dataset:
        """Return the columns side by side.

        >>> store = FeatureStore()
        >>> store.put(Dataset.of([[1], [2]], name="m"))
        ['m.c0']
        >>> len(store.get(["m.c0"]))
        2
        """
        return Dataset.of(zip(*(self._columns[n] for n in names), strict=True), name, names)
