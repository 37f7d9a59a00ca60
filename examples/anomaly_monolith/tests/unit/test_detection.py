"""Services of machine learning."""

import pytest

from anomaly_detection.application.services.explanation import ExplanationAnalyzer, SentenceEngine
from anomaly_detection.domain.entities import Dataset, Severity
from anomaly_detection.domain.services import (
    detection_service,  # the prefix of
    detection_service_simple,  # this one
    graph_anomaly_detection_service as graphs,
)
from anomaly_detection.domain.services.ensemble_service import COMBINE, EnsembleService
from anomaly_detection.domain.services.explainability_service import ExplainabilityService
from anomaly_detection.domain.services.time_series_detection_service import TimeSeriesDetectionService
from anomaly_detection.infrastructure.monitoring.metrics_collector import MetricsCollector


@pytest.fixture
def service():
    return detection_service.DetectionService()


@pytest.mark.parametrize("algorithm", ["z_score", "mad", "neighbours", "isolation_forest"])
def test_detect_finds_the_spike(service, spiky, algorithm):
    assert 40 in [anomaly.index for anomaly in service.detect(spiky, algorithm, 0.02).anomalies]


@pytest.mark.parametrize("contamination", [0.05, 0.1, 0.3])
def test_contamination_bounds_the_rate(service, spiky, contamination):
    assert service.detect(spiky, "z_score", contamination).rate <= contamination + 1 / len(spiky)


def test_detect_counts(spiky):
    metrics = MetricsCollector()
    detection_service.DetectionService(metrics).detect(spiky)
    assert metrics.counters["detections"] == 1
    assert len(metrics.series["detection_seconds"]) == 1


def test_parameters_reach_the_detector(service, spiky):
    assert service.detect(spiky, "neighbours", k=2).algorithm == "neighbours"


def test_detect_logs(service, spiky, caplog):
    with caplog.at_level("INFO", logger="anomaly_detection.domain.services.detection_service"):
        service.detect(spiky)
    assert "of 41 rows" in caplog.text


@pytest.mark.parametrize("values", [[1] * 9 + [50], [50] + [1] * 9, [5, 5, 5, 5, -80, 5, 5, 5, 5, 5]])
def test_simple(values):
    found = detection_service_simple.detect_simple(values)
    assert [values[a.index] for a in found] in ([50], [-80])


@pytest.mark.parametrize("how", sorted(COMBINE))
def test_ensemble(how, spiky):
    result = EnsembleService().detect(spiky, ["z_score", "mad"], how, 0.02)
    assert 40 in [anomaly.index for anomaly in result.anomalies]
    assert result.algorithm == f"{how}(z_score, mad)"


def test_ensemble_of_production(spiky, repository):
    from anomaly_detection.domain.entities.model import Model, ModelStatus

    repository.save(Model("a", 1, "mad", status=ModelStatus.PRODUCTION))
    repository.save(Model("b", 1, "z_score"))
    assert EnsembleService(models=repository).of_production(spiky).algorithm == "mean(mad)"


def test_ensemble_loads_the_simple_service_by_name():
    assert EnsembleService.simple([1.0] * 9 + [7.0]) == [9]


def test_best(spiky):
    assert EnsembleService().best(spiky) in detection_service.DetectionService.algorithms()


def test_explanation_shares_add_up(service, spiky):
    result = service.detect(spiky, contamination=0.02)
    shares = ExplainabilityService(spiky).explain(result, result.anomalies[-1])
    assert sum(shares.values()) == pytest.approx(1)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)


def test_baseline_uses_the_profiler(spiky):
    assert set(ExplainabilityService(spiky).baseline()) == {"load", "errors"}


def test_sentences(service, spiky):
    sentences = SentenceEngine().tell(ExplanationAnalyzer(spiky).facts(service.detect(spiky, contamination=0.02)))
    assert sentences[0].startswith("Row 40 stands out by ")
    assert len(sentences) <= 5


def test_minimum_share(service, spiky):
    result = service.detect(spiky, contamination=0.02)
    assert not ExplanationAnalyzer(spiky, minimum=1.1).facts(result)


def test_time_series():
    values = [1.0, 1.2] * 10 + [9.0] + [1.0, 1.2] * 3
    assert [a.index for a in TimeSeriesDetectionService().detect(values)] == [20]


def test_time_series_needs_a_full_window():
    assert TimeSeriesDetectionService(window=50).detect([1, 100, 1]) == []


STAR = [("hub", f"n{i}") for i in range(9)]


def test_graph_hub():
    assert list(graphs.GraphAnomalyDetectionService().detect(STAR)) == ["hub"]


@pytest.mark.parametrize(("level", "count"), [(Severity.LOW, 10), (Severity.CRITICAL, 1)])
def test_graph_levels(level, count):
    assert len(graphs.GraphAnomalyDetectionService().detect(STAR, level)) == count


def test_rows_of_one_value(service):
    assert service.detect(Dataset.of([[1.0]] * 5)).rate == 0.0
