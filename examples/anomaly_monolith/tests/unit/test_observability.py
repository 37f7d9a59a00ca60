"""Monitoring, alerts, traces, analytics."""

import pytest

from anomaly_detection.application.services.performance import PerformanceOptimizer
from anomaly_detection.domain.entities import DetectionResult, Severity
from anomaly_detection.domain.entities.value_objects import Threshold
from anomaly_detection.domain.services.enhanced_analytics_service import Analytics
from anomaly_detection.domain.services.health_monitoring_service import HealthMonitoringService
from anomaly_detection.infrastructure import observability
from anomaly_detection.infrastructure.monitoring import (
    Alert,
    AlertingSystem,
    CheckResult,
    MetricsCollector,
    dashboard,  # the function, although a module has the same name
)
from anomaly_detection.infrastructure.monitoring.drift_monitoring_integration import DriftMonitor
from anomaly_detection.infrastructure.observability import business_metrics_service as business, tracing_service


@pytest.fixture
def alerts():
    return AlertingSystem(channels={})


def test_alerts_are_kept(alerts):
    assert alerts.send("x", Severity.LOW) in alerts.history


def test_alerts_reach_every_channel():
    seen = []
    AlertingSystem({"a": seen.append, "b": seen.append}).send("x", Severity.HIGH)
    assert seen == [Alert("x", Severity.HIGH)] * 2


def test_the_log_is_a_channel(caplog):
    with caplog.at_level("INFO", logger="anomaly_detection.infrastructure.monitoring.alerting_system"):
        AlertingSystem().send("disk", Severity.CRITICAL)
    assert caplog.messages == ["alert critical: disk"]


@pytest.mark.parametrize(("wait", "sent"), [(0, 1), (299, 1), (300, 2)])
def test_repeated_alerts_wait(alerts, wait, sent):
    now = 0.0
    clever = observability.IntelligentAlerting(alerts, clock=lambda: now)
    clever.alert("x", Severity.LOW)
    now += wait
    clever.alert("x", Severity.LOW)
    assert len(alerts.history) == sent


def test_different_alerts_do_not_wait(alerts):
    clever = observability.IntelligentAlerting(alerts)
    assert clever.alert("x", Severity.LOW)
    assert clever.alert("y", Severity.LOW)


def test_metrics_snapshot():
    metrics = MetricsCollector()
    metrics.increment("n", 2)
    metrics.observe("s", 1.0)
    metrics.observe("s", 3.0)
    assert metrics.snapshot() == {"n": 2, "s.mean": 2.0, "s.p95": pytest.approx(2.9)}


def test_qualified_names_follow_the_module():
    metrics = MetricsCollector()
    metrics.increment("n")
    assert list(metrics.qualified()) == [f"{MetricsCollector.__module__}.n"]


def test_dashboard_is_sorted():
    metrics = MetricsCollector()
    metrics.increment("b")
    metrics.increment("a")
    metrics.observe("c", 2.0)
    assert dashboard(metrics).splitlines() == ["-- 40° --", "a: 1", "b: 1", "c: mean 2.000 of 1"]


def test_drift_alerts(alerts):
    monitor = DriftMonitor([1, 2, 1, 2], alerts)
    assert not monitor.check([1, 2])
    assert monitor.check([9, 9])
    assert alerts.history[0].title.startswith("drift of")


def ok():
    return CheckResult("fine", True)


def bad():
    return CheckResult("bad", False)


def broken():
    raise OSError("no disk")


@pytest.mark.parametrize(
    ("checks", "status"),
    [([ok], "healthy"), ([ok, bad], "degraded"), ([bad], "down"), ([broken], "down"), ([ok, broken], "degraded")],
)
def test_health(checks, status):
    assert HealthMonitoringService(checks).status() == status


def test_a_check_that_raises_says_why():
    assert HealthMonitoringService([broken]).run() == [CheckResult("broken", False, "no disk")]


def test_orchestrator_is_quiet_when_all_is_well(alerts):
    orchestrator = observability.MonitoringOrchestrator(alerting=observability.IntelligentAlerting(alerts))
    assert orchestrator.tick()["failed"] == []
    assert alerts.history == []


def test_spans_nest():
    assert tracing_service.current_trace_id() == "-"
    with tracing_service.span("outer") as outer:
        with tracing_service.span("inner") as inner:
            assert observability.current_trace_id() == inner
        assert observability.current_trace_id() == outer
    assert tracing_service.current_trace_id() == "-"


def test_profiler_sorts_by_time():
    ticks = iter([0.0, 1.0, 1.0, 5.0])
    profiler = observability.Profiler(clock=lambda: next(ticks))
    for label in ("short", "long"):
        with profiler.measure(label):
            pass
    assert profiler.report() == [("long", 4.0), ("short", 1.0)]


@pytest.fixture
def result():
    return DetectionResult("x", (0.0, 0.95, 0.75), Threshold(0.5))


def test_analytics(result):
    numbers = Analytics([result])
    numbers.add(DetectionResult("y", (0.0,), Threshold(0.5)))
    assert numbers.mean_rate() == pytest.approx(1 / 3)
    assert numbers.by_severity() == {"low": 0, "medium": 0, "high": 1, "critical": 1}
    assert numbers.cost(2.5) == 5.0


def test_analytics_of_nothing():
    assert Analytics().mean_rate() == 0.0


def test_cost(result):
    assert business.cost_of([result, result], 1.0) == observability.cost_of([result], 2.0) == 4.0


def test_metric_names_are_no_modules():
    assert business.METRICS[0].split(".")[1:] == ["detections", "total"]
    assert business.METRICS[1].partition(":")[0] == "anomaly_detection"


def test_optimizer_advises(spiky):
    assert PerformanceOptimizer().advise(spiky, ["z_score", "mad"]) in {"z_score", "mad"}


def test_trials(spiky):
    assert {trial.algorithm for trial in PerformanceOptimizer().trials(spiky, ["mad"])} == {"mad"}
