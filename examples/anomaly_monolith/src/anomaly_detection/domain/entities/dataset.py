"""Rows of numbers with named columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .exceptions import EmptyDatasetError, ShapeError


@dataclass(frozen=True)
class Dataset:
    """An immutable table; every row has one float per column.

    >>> Dataset.of([[1, 2], [3, 4]]).column("c1")
    (2.0, 4.0)
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.rows:
            raise EmptyDatasetError(self.name)
        for number, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                raise ShapeError(f"row {number} has {len(row)} values for {len(self.columns)} columns")

    @classmethod
    def of(cls, rows: Iterable[Sequence[float]], name: str = "data", columns: Sequence[str] = ()) -> Dataset:
        table = tuple(tuple(float(value) for value in row) for row in rows)
        names = tuple(columns) or tuple(f"c{i}" for i in range(len(table[0]) if table else 0))
        return cls(name, names, table)

    @classmethod
    def from_records(cls, records: Iterable[Mapping[str, float]], name: str = "data") -> Dataset:
        items = list(records)
        columns = tuple(items[0]) if items else ()
        return cls.of(([item[column] for column in columns] for item in items), name, columns)

    def column(self, name: str) -> tuple[float, ...]:
        position = self.columns.index(name)
        return tuple(row[position] for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[float, ...]]:
        return iter(self.rows)
