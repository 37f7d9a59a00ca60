"""All services under one roof.  Each lives in a module of its own; code outside imports from here or from there."""

from .ab_testing_service import ABTest, Variant
from .batch_processing_service import BatchProcessingService
from .concept_drift_detection_service import DriftDetector
from .data_conversion_service import from_csv, to_csv
from .data_processing_service import fill_gaps, scale
from .data_profiling_service import profile
from .data_sampling_service import sample, stratified
from .data_validation_service import DataValidationService
from .detection_service import DetectionService
from .detection_service_simple import detect_simple
from .enhanced_analytics_service import Analytics
from .ensemble_service import EnsembleService
from .explainability_service import ExplainabilityService
from .graph_anomaly_detection_service import GraphAnomalyDetectionService
from .health_monitoring_service import HealthMonitoringService
from .mlops_service import MLOpsService
from .processing_service import Pipeline
from .streaming_service import StreamingService as StreamingService
from .time_series_detection_service import TimeSeriesDetectionService

__all__ = [
    "ABTest",
    "Analytics",
    "BatchProcessingService",
    "DataValidationService",
    "DetectionService",
    "DriftDetector",
    "EnsembleService",
    "ExplainabilityService",
    "GraphAnomalyDetectionService",
    "HealthMonitoringService",
    "MLOpsService",
    "Pipeline",
    "StreamingService",
    "TimeSeriesDetectionService",
    "Variant",
    "detect_simple",
    "fill_gaps",
    "from_csv",
    "profile",
    "sample",
    "scale",
    "stratified",
    "to_csv",
]
