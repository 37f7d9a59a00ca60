"""What the program talks about: data sets, anomalies, results and models."""

from .anomaly import Anomaly as Anomaly
from .dataset import Dataset
from .detection_result import DetectionResult
from .exceptions import *  # noqa: F403  every error is public
from .exceptions import __all__ as _error_names
from .model import Model, ModelStatus
from .value_objects import (
    Score,  # a float within [0, 1]
    Severity,  # what a score means to a person
    Threshold,
)

__all__ = ["Anomaly", "Dataset", "DetectionResult", "Model", "ModelStatus", "Score", "Severity", "Threshold"]
__all__.extend(_error_names)
