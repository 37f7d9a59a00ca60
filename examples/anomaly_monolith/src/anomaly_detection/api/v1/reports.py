"""``GET /reports/metrics``: the text dashboard."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from ...infrastructure.monitoring import MetricsCollector, dashboard

router = APIRouter(tags=["reports"])
metrics = MetricsCollector()


@router.get("/metrics", response_class=PlainTextResponse)
def report() -> str:
    metrics.increment("reports")
    return dashboard(metrics)
