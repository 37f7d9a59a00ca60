"""The examples in the docstrings are true."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    "name",
    [
        "anomaly_detection.application.facades.detection_facade",
        "anomaly_detection.application.services.explanation.engines",
        "anomaly_detection.domain.entities.anomaly",
        "anomaly_detection.domain.entities.dataset",
        "anomaly_detection.domain.entities.model",
        "anomaly_detection.domain.entities.value_objects",
        "anomaly_detection.domain.services.concept_drift_detection_service",
        "anomaly_detection.domain.services.data_conversion_service",
        "anomaly_detection.domain.services.data_processing_service",
        "anomaly_detection.domain.services.data_profiling_service",
        "anomaly_detection.domain.services.data_sampling_service",
        "anomaly_detection.domain.services.detection_service_simple",
        "anomaly_detection.domain.services.processing_service",
        "anomaly_detection.infrastructure.adapters.algorithms.ensemble.automl_ensemble",
        "anomaly_detection.infrastructure.adapters.comprehensive_pyod_adapter",
        "anomaly_detection.infrastructure.api.response_utilities",
        "anomaly_detection.infrastructure.data_access.data.preprocessing",
        "anomaly_detection.infrastructure.feature_store.feature_store_service",
        "anomaly_detection.infrastructure.middleware.rate_limiting",
        "anomaly_detection.infrastructure.monitoring.metrics_collector",
        "anomaly_detection.infrastructure.observability.performance_profiler",
        "anomaly_detection.infrastructure.processing.distributed_processor",
        "anomaly_detection.infrastructure.utils.config",
        "anomaly_detection.infrastructure.utils.helpers",
        "anomaly_detection.infrastructure.utils.helpers.maths",
        "anomaly_detection.presentation.formatting",
    ],
)
def test_docstrings(name):
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted
    assert not result.failed


def test_docstring_of_the_top_package():
    assert doctest.testmod(importlib.import_module("anomaly_detection")).failed == 0
