"""Entities, value objects, errors."""

import math
import pickle

import pytest

from anomaly_detection.domain.entities import (
    Anomaly,
    AnomalyDetectionError,
    Dataset,
    DetectionResult,
    EmptyDatasetError,
    Model,
    ModelNotFoundError,
    ModelStatus,
    Score,
    Severity,
    ShapeError,
    Threshold,
    UnknownAlgorithmError,
    ValidationFailure,
)


@pytest.mark.parametrize(
    ("score", "severity"),
    [(0.0, "low"), (0.39, "low"), (0.4, "medium"), (0.69, "medium"), (0.7, "high"), (0.9, "critical"), (1.0, "critical")],
)
def test_severity_follows_the_score(score, severity):
    assert Anomaly(0, score).severity is Severity(severity)


@pytest.mark.parametrize("bad", [-0.1, 1.01, math.inf])
def test_a_score_lies_within_zero_and_one(bad):
    with pytest.raises(ValueError, match="within"):
        Score(bad)
    with pytest.raises(ValueError, match="within"):
        Anomaly(0, bad)


def test_anomalies_sort_by_row():
    assert sorted([Anomaly(2, 0.1), Anomaly(1, 0.9)])[0].index == 1


def test_an_anomaly_cannot_change():
    with pytest.raises(AttributeError):
        Anomaly(0, 0.1).index = 1


def test_dataset_names_its_columns():
    assert Dataset.of([[1, 2, 3]]).columns == ("c0", "c1", "c2")


def test_dataset_from_records_keeps_their_order():
    assert Dataset.from_records([{"b": 1, "a": 2}]).columns == ("b", "a")


def test_dataset_iterates_over_rows():
    assert list(Dataset.of([[1], [2]])) == [(1.0,), (2.0,)]


def test_an_empty_dataset_is_an_error_with_its_name():
    with pytest.raises(EmptyDatasetError, match="'none' has no rows"):
        Dataset.of([], name="none")


def test_uneven_rows_are_an_error():
    with pytest.raises(ShapeError, match="row 1 has 1 values for 2"):
        Dataset("d", ("a", "b"), ((1.0, 2.0), (1.0,)))


def test_unknown_column():
    with pytest.raises(ValueError, match="not in tuple"):
        Dataset.of([[1]]).column("zzz")


@pytest.fixture
def result():
    return DetectionResult.from_scores("x", [0.1, 0.2, 0.3, 1.0], 0.25, ((1.0,), (2.0,), (3.0,), (4.0,)))


def test_result_splits_by_threshold(result):
    assert result.labels == (False, False, False, True)
    assert result.rate == 0.25


def test_result_hands_out_the_rows(result):
    assert result.anomalies == (Anomaly(3, 1.0, (4.0,)),)


def test_result_as_plain_data(result):
    assert result.to_dict()["anomalies"] == [{"index": 3, "score": 1.0, "severity": "critical"}]


def test_result_without_rows():
    assert DetectionResult("x", (1.0,), Threshold(0.5)).anomalies[0].features == ()


def test_empty_result_has_rate_zero():
    assert DetectionResult("x", (), Threshold(0.5)).rate == 0.0


@pytest.mark.parametrize(
    ("before", "after"), [("draft", "staging"), ("staging", "production"), ("production", "retired"), ("retired", "retired")]
)
def test_promotion(before, after):
    assert Model("m", 1, "mad", status=ModelStatus(before)).promote().status is ModelStatus(after)


def test_model_key():
    assert Model("m", 3, "mad").key == "m@3"


ERRORS = [
    AnomalyDetectionError("x"),
    EmptyDatasetError("x"),
    ModelNotFoundError("x"),
    ShapeError("x"),
    UnknownAlgorithmError("x"),
    ValidationFailure("x"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_errors_pickle(error):
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)


def test_error_codes_differ():
    assert len({error.code for error in ERRORS}) == len(ERRORS)


def test_where_classes_live():
    assert Anomaly.__module__ == "anomaly_detection.domain.entities.anomaly"
    assert Threshold.__module__ == "anomaly_detection.domain.entities.value_objects"
    assert repr(Model).startswith("<class 'anomaly_detection.domain.entities.model.Model")


@pytest.mark.parametrize("value", [Anomaly(1, 0.5), Severity.HIGH, Threshold(2.0), Model("m", 1, "mad")], ids=repr)
def test_values_survive_pickling(value):
    assert pickle.loads(pickle.dumps(value)) == value
