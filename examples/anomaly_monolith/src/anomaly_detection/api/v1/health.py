"""``GET /health``: every check with its detail."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from anomaly_detection.domain.services import health_monitoring_service
from anomaly_detection.infrastructure.api.response_utilities import success
from anomaly_detection.infrastructure.observability import tracing_service as tracing

router = APIRouter(tags=["health"])


@router.get("")
def checks() -> dict[str, Any]:
    with tracing.span("api.health") as trace:
        results = health_monitoring_service.HealthMonitoringService().run()
        return success([asdict(result) for result in results], trace=trace)
