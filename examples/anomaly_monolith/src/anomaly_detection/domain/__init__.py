"""The domain: entities at once, services on first use.

Entities know nothing of services, so they may load eagerly.  Services reach adapters, which reach entities: loading
them here would close a circle, hence the table.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .entities import Anomaly, Dataset, DetectionResult  # the nouns
from .entities import Model as Model

_SERVICES = {
    "DetectionService": ("anomaly_detection.domain.services.detection_service", "DetectionService"),
    "EnsembleService": ("anomaly_detection.domain.services.ensemble_service", "EnsembleService"),
    "MLOpsService": ("anomaly_detection.domain.services.mlops_service", "MLOpsService"),
    "profile": ("anomaly_detection.domain.services.data_profiling_service", "profile"),
}

__all__ = ["Anomaly", "Dataset", "DetectionResult", "Model"]
__all__ += list(_SERVICES)


def __getattr__(name: str) -> Any:
    if name in _SERVICES:
        module, attribute = _SERVICES[name]
        return getattr(import_module(module), attribute)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
