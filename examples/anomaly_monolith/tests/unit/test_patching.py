"""Every way to replace something for the length of a test; each names its target by a string or an object."""

import sys
from types import SimpleNamespace
from unittest import mock
from unittest.mock import patch

import pytest

import anomaly_detection.domain.services
from anomaly_detection import main
from anomaly_detection.domain.entities import Severity
from anomaly_detection.domain.services.detection_service import DetectionService
from anomaly_detection.domain.services.health_monitoring_service import HealthMonitoringService
from anomaly_detection.infrastructure.monitoring import alerting_system, health_checker
from anomaly_detection.legacy import compat


def test_patch_a_function_of_a_module():
    with patch("anomaly_detection.infrastructure.monitoring.health_checker.shutil.disk_usage") as usage:
        usage.return_value.free = 1
        assert not health_checker.disk_check().ok


def test_patch_a_constant():
    with mock.patch("anomaly_detection.infrastructure.monitoring.health_checker.MINIMUM_FREE", 10**18):
        assert HealthMonitoringService().status() == "degraded"


@patch("anomaly_detection.domain.services.detection_service.create_detector")
def test_patch_where_it_is_looked_up(create, spiky):
    create.return_value.fit.return_value.score.return_value = [0.0] * 40 + [1.0]
    assert [a.index for a in DetectionService().detect(spiky, "anything").anomalies] == [40]
    create.assert_called_once_with("anything")


def test_patch_a_class_attribute():
    with patch("anomaly_detection.domain.services.detection_service.DetectionService.detect", return_value="x"):
        assert DetectionService().detect(None) == "x"


def test_patch_the_package_that_stays():
    """``domain.services`` does not move: the name is bound there, whatever happens to the module behind it."""
    with patch("anomaly_detection.domain.services.DetectionService") as service:
        service.return_value.detect.return_value.anomalies = ()
        assert compat.find_outliers([1.0, 2.0]) == []
    assert anomaly_detection.domain.services.DetectionService is DetectionService


def test_patch_object():
    with patch.object(alerting_system, "CHANNELS", {}):
        assert alerting_system.AlertingSystem().channels == {}


def test_patch_dict():
    sent = []
    with patch.dict("anomaly_detection.infrastructure.monitoring.alerting_system.CHANNELS", {"test": sent.append}):
        alerting_system.AlertingSystem().send("x", Severity.LOW)
    assert len(sent) == 1
    assert "test" not in alerting_system.CHANNELS


def test_patch_multiple():
    with patch.multiple("anomaly_detection.application.facades.limits", SENTENCES=1, ROWS=2):
        from anomaly_detection.application.facades import limits

        assert (limits.SENTENCES, limits.ROWS) == (1, 2)


def test_monkeypatch_by_name(monkeypatch):
    monkeypatch.setattr("anomaly_detection.domain.services.streaming_service.stdev", lambda values: 1.0)
    from anomaly_detection.domain.services.streaming_service import StreamingService

    assert [a.index for a in StreamingService(5, 3.0).run([1.0, 1.0, 4.5])] == [2]


def test_monkeypatch_removes_by_name(monkeypatch):
    monkeypatch.delattr("anomaly_detection.domain.services.detection_service.create_detector")
    with pytest.raises(NameError):
        DetectionService().detect(SimpleNamespace(rows=()))


def test_monkeypatch_a_builtin_module(monkeypatch):
    monkeypatch.setattr("anomaly_detection.infrastructure.observability.performance_profiler.time.perf_counter", lambda: 1.0)
    from anomaly_detection.infrastructure.observability import Profiler

    assert Profiler.__init__.__defaults__[0]() != 1.0


@pytest.fixture
def uvicorn(monkeypatch):
    fake = mock.Mock()
    monkeypatch.setitem(sys.modules, "uvicorn", fake)
    monkeypatch.setattr("anomaly_detection.main.logging.config.dictConfig", lambda config: None)
    return fake


@pytest.mark.parametrize("reload", [False, True])
def test_the_server_gets_a_name_it_can_import(uvicorn, reload):
    import pkgutil

    from fastapi import FastAPI

    main.serve(reload=reload)
    (target,), _ = uvicorn.run.call_args
    assert isinstance(pkgutil.resolve_name(target), FastAPI)


def test_without_uvicorn_the_server_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(SystemExit, match="pip install uvicorn"):
        main.serve()


def test_a_module_can_be_replaced_in_sys_modules(monkeypatch):
    fake = SimpleNamespace(footer=lambda: "fake", __name__="fake")
    monkeypatch.setitem(sys.modules, "anomaly_detection.web.main", fake)
    assert sys.modules["anomaly_detection.web.main"].footer() == "fake"
