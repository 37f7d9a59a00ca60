"""Find what does not belong: anomaly detection in one package.

The public names load on first use (:pep:`562`), so ``import anomaly_detection`` stays cheap
and no package below has to be loaded for another one.

>>> import anomaly_detection
>>> anomaly_detection.Severity.HIGH.value
'high'
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "1.4.0"

_LAZY = {
    "Anomaly": "anomaly_detection.domain.entities.anomaly",
    "Dataset": "anomaly_detection.domain.entities.dataset",
    "DetectionResult": "anomaly_detection.domain.entities",
    "DetectionService": "anomaly_detection.domain.services.detection_service",
    "DriftDetector": "anomaly_detection.domain.services.concept_drift_detection_service",
    "ModelRepository": "anomaly_detection.infrastructure.repositories.model_repository",
    "Severity": "anomaly_detection.domain.entities.value_objects",
    "StreamingService": "anomaly_detection.domain.services.streaming_service",
}

__all__ = ["__version__", *sorted(_LAZY)]


def __getattr__(name: str) -> Any:
    """Load a public name from the module that defines it, once."""
    try:
        module = import_module(_LAZY[name])
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    value = getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})
