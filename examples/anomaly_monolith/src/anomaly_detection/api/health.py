"""``/healthz``: a word for load balancers."""

from __future__ import annotations

from fastapi import APIRouter

from ..domain.services.health_monitoring_service import HealthMonitoringService

router = APIRouter(tags=["health"])


@router.get("/healthz")
def healthz() -> dict[str, str]:
    return {"status": HealthMonitoringService().status()}
