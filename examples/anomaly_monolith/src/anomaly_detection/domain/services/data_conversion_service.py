"""Between data sets and text.  (This file starts with a byte-order mark, like the CSV files it reads.)"""

from __future__ import annotations

import csv
import io
import json

from anomaly_detection.domain.entities import Dataset, ShapeError


def from_csv(text: str, name: str = "csv") -> Dataset:
    """Read CSV with a header line; a byte-order mark is dropped.

    >>> from_csv("a,b\\n1,2\\n").columns
    ('a', 'b')
    """
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    try:
        return Dataset.from_records([{key: float(value) for key, value in row.items()} for row in rows], name)
    except (TypeError, ValueError) as error:
        raise ShapeError(f"{name}: {error}") from error


def to_csv(dataset: Dataset) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(dataset.columns)
    writer.writerows(dataset.rows)
    return out.getvalue()


def from_json(text: str, name: str = "json") -> Dataset:
    return Dataset.from_records(json.loads(text), name)


def to_json(dataset: Dataset) -> str:
    return json.dumps([dict(zip(dataset.columns, row, strict=True)) for row in dataset])
