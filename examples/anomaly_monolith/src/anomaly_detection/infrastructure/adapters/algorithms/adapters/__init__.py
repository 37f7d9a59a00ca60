"""Detectors, grouped by the library whose interface they follow."""

from .deeplearning_adapter import AutoencoderDetector
from .pyod_adapter import MadDetector, ZScoreDetector
from .sklearn_adapter import IsolationForestDetector, NeighbourDetector

__all__ = [
    "AutoencoderDetector",
    "IsolationForestDetector",
    "MadDetector",
    "NeighbourDetector",
    "ZScoreDetector",
]
