"""Fragments that a page loads later."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from anomaly_detection.domain.services.enhanced_analytics_service import Analytics
from anomaly_detection.web.main import footer

router = APIRouter(tags=["web"])


@router.get("/severity", response_class=HTMLResponse)
def severity() -> str:
    rows = "".join(f"<tr><td>{name}</td><td>{count}</td></tr>" for name, count in Analytics().by_severity().items())
    return f"<table>{rows}</table><!-- {footer()} -->"
