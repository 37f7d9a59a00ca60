"""Load a data set from a file by its ending."""

from __future__ import annotations

from pathlib import Path

from anomaly_detection.domain.entities.dataset import Dataset
from anomaly_detection.domain.entities.exceptions import ValidationFailure

LOADERS = (".csv", ".json")


def load(path: Path) -> Dataset:
    """Return the data set in *path*, named after the file."""
    # Conversion lives in the domain, whose package loads adapters: import it late.
    from anomaly_detection.domain.services import data_conversion_service as convert

    text = path.read_text(encoding="utf-8")
    if path.suffix not in LOADERS:
        raise ValidationFailure(f"{path.name}: no loader for {path.suffix or 'no ending'}")
    return convert.from_csv(text, path.stem) if path.suffix == ".csv" else convert.from_json(text, path.stem)
