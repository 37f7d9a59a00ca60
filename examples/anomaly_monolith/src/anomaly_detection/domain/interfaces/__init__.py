"""Ports: what the domain asks of the outside, as protocols."""

from .analytics_operations import Clock, MetricSink
from .ml_operations import Detector, Explainer
from .mlops_operations import ExperimentLog, ModelStore

__all__ = [
    "Clock",
    "Detector",
    "ExperimentLog",
    "Explainer",
    "MetricSink",
    "ModelStore",
]
