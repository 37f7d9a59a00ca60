"""Is the system well?  Checks come from the monitoring adapters, the verdict is ours."""

from __future__ import annotations

from collections.abc import Sequence

from ...infrastructure.monitoring.health_checker import Check, CheckResult, default_checks
from ...infrastructure.observability.tracing_service import span


class HealthMonitoringService:
    """Runs every check; one that raises counts as failed."""

    def __init__(self, checks: Sequence[Check] | None = None) -> None:
        self.checks = tuple(default_checks() if checks is None else checks)

    def run(self) -> list[CheckResult]:
        with span("health"):
            return [self._one(check) for check in self.checks]

    @staticmethod
    def _one(check: Check) -> CheckResult:
        try:
            return check()
        except Exception as error:  # whatever a check raises is its verdict
            return CheckResult(getattr(check, "__name__", "check"), False, str(error))

    def status(self) -> str:
        """Return ``"healthy"``, ``"degraded"`` or ``"down"``."""
        results = self.run()
        good = sum(result.ok for result in results)
        return "healthy" if good == len(results) else "degraded" if good else "down"
