"""Detectors under the short names that PyOD's users know."""

from __future__ import annotations

from anomaly_detection.domain.interfaces.ml_operations import Detector
from anomaly_detection.infrastructure.adapters.algorithms import create_detector

CATALOG = {
    "AutoEncoder": "autoencoder",
    "IForest": "isolation_forest",
    "KNN": "neighbours",
    "MAD": "mad",
}


def detector_for(short_name: str) -> Detector:
    """Return a detector for a PyOD class name; an unknown one is taken as our own name.

    >>> detector_for("MAD").name
    'mad'
    """
    return create_detector(CATALOG.get(short_name, short_name))
