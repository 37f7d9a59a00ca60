"""Use cases and the facade."""

import asyncio

import pytest

from anomaly_detection.application import facades
from anomaly_detection.application.facades import DetectionFacade, limits
from anomaly_detection.application.services.mlops import UnifiedModelRegistry
from anomaly_detection.application.use_cases import (
    CompareAlgorithms,
    DetectAnomalies,
    DetectRequest,
    ProcessStreaming,
    TrainModel,
)
from anomaly_detection.domain.entities import Dataset, ValidationFailure


def test_detect(spiky):
    response = DetectAnomalies().execute(DetectRequest(spiky, contamination=0.02))
    assert [a.index for a in response.result.anomalies] == [40]
    assert response.sentences == []


def test_detect_and_explain(spiky):
    response = DetectAnomalies().execute(DetectRequest(spiky, contamination=0.02, explain=True))
    assert response.sentences[0].startswith("Row 40")


def test_detect_refuses_bad_data():
    with pytest.raises(ValidationFailure):
        DetectAnomalies().execute(DetectRequest(Dataset.of([[float("inf")], [0]])))


def test_compare(spiky):
    comparison = CompareAlgorithms().execute(spiky, ["z_score", "mad"])
    assert 40 in comparison.agreed
    assert set(comparison.found) == {"z_score", "mad"}
    assert 0 < comparison.mean_rate < 0.2


def test_compare_all(spiky):
    assert len(CompareAlgorithms().execute(spiky).found) == 6


def test_train(spiky):
    registry = UnifiedModelRegistry()
    use_case = TrainModel(registry, limit=41)
    model = use_case.execute("m", spiky)
    assert model.key == "m@1"
    assert registry.experiments.best("rows") == model
    assert use_case.life_cycle().promote("m").status.value == "staging"


def test_process_streaming():
    use_case = ProcessStreaming()
    assert [a.index for a in use_case.execute([1.0, 1.1] * 10 + [30.0], 10)] == [20]
    assert use_case.metrics.counters["stream.anomalies"] == 1


@pytest.mark.filterwarnings("ignore:unreadable message")
def test_follow_counts_what_it_skipped():
    async def source():
        yield "?"
        yield '{"value": 1}'

    use_case = ProcessStreaming()
    assert asyncio.run(use_case.follow(source())) == []
    assert use_case.metrics.counters["stream.skipped"] == 1


@pytest.fixture
def facade():
    return DetectionFacade()


def test_facade_detect(facade, spiky):
    assert facade.detect(spiky.rows)["algorithm"] == "z_score"


def test_facade_explain(facade, spiky):
    assert len(facade.explain(spiky.rows)) <= facades.SENTENCES == limits.SENTENCES


def test_facade_train(facade, spiky):
    assert [facade.train("m", spiky.rows) for _ in range(2)] == ["m@1", "m@2"]


def test_facade_advise(facade, spiky):
    assert facade.advise(spiky.rows, ["mad"]) == "mad"


def test_facade_has_limits(facade, monkeypatch):
    monkeypatch.setattr(limits, "ROWS", 1)
    with pytest.raises(ValidationFailure, match="more than 1"):
        facade.detect([[1.0], [2.0]])


def test_facades_have_no_other_names():
    with pytest.raises(AttributeError, match="no attribute 'Other'"):
        _ = facades.Other
