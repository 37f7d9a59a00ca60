"""One object that asks all parts of monitoring."""

from __future__ import annotations

from typing import Any

from ..monitoring.health_checker import default_checks
from ..monitoring.metrics_collector import MetricsCollector
from .intelligent_alerting_service import IntelligentAlerting
from ...domain.entities import Severity


class MonitoringOrchestrator:
    """Collects metrics and health, and alerts when a check fails."""

    def __init__(self, metrics: MetricsCollector | None = None, alerting: IntelligentAlerting | None = None) -> None:
        self.metrics = metrics or MetricsCollector()
        self.alerting = alerting or IntelligentAlerting()

    def tick(self) -> dict[str, Any]:
        failed = []
        for check in default_checks():
            result = check()
            self.metrics.increment(f"health.{result.name}.{'ok' if result.ok else 'failed'}")
            if not result.ok:
                failed.append(result.name)
                self.alerting.alert(f"health: {result.name}", Severity.HIGH)
        return {"failed": failed, "metrics": self.metrics.snapshot()}
