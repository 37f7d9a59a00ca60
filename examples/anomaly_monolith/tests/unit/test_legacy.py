"""Old import styles, stored results, generated code."""

import pickle
from pathlib import Path

import pytest

from anomaly_detection import legacy
from anomaly_detection.domain.entities import DetectionResult
from anomaly_detection.domain.services import detection_service
from anomaly_detection.infrastructure.adapters.algorithms.registry import REGISTRY
from anomaly_detection.legacy import archive, compat, scaffold

STORED = Path(__file__).parents[1] / "data" / "result_v1.pkl"


def test_find_outliers():
    assert [a.index for a in legacy.find_outliers([1.0] * 9 + [5.0])] == [9]
    assert compat.found_last[0].index == 9


def test_class_level_import():
    assert compat.OldReport.DEFAULT is compat.OldReport.Status.DRAFT
    assert compat.OldReport.LEVELS == ["low", "medium", "high", "critical"]


def test_dotted_uses_in_an_f_string():
    assert compat.label([1.0, 2.0, 3.0]).endswith(": 2 around 2, [-1.2, 0.0, 1.2], draft")


def test_a_submodule_that_somebody_else_imported():
    assert compat.same_package()


def test_parameters_may_hide_modules():
    assert compat.count([1, 2], {"domain": 3}) == 5


def test_an_alias_like_the_package():
    assert compat.aliased() == "low"


def test_modules_by_name():
    assert compat.by_name() == ["settings", "model", "dataset", "anomaly"]


def test_a_warning_filter_names_the_module():
    assert compat.quietly([1.0, 3.0]) == 2.0


def test_a_stored_result_is_still_read():
    result = legacy.archive.read_result(STORED.read_bytes())
    assert result.labels == (False, True)
    assert archive.is_result(result)


def test_only_results_are_read():
    with pytest.raises(TypeError, match="list is no result"):
        archive.read_result(pickle.dumps([]))


def test_a_new_result_is_read_as_well():
    result = DetectionResult.from_scores("x", [0.0, 1.0], 0.4)
    assert archive.read_result(pickle.dumps(result)) == result


def test_generated_plug_in_runs(monkeypatch):
    monkeypatch.setitem(REGISTRY, "generated", None)
    names: dict = {}
    exec(scaffold.plugin("generated"), names)
    assert names["Plugin"]().fit([]).score([1, 2]) == [0.0, 0.0]
    assert REGISTRY["generated"] is names["Plugin"]


def test_generated_test_runs():
    names: dict = {}
    exec(scaffold.test_for_plugin(), names)
    names["test_it_runs"]()
    assert names["DetectionService"] is detection_service.DetectionService
