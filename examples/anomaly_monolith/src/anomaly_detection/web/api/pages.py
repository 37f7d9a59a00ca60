"""Full pages."""

from __future__ import annotations

from pathlib import Path
from string import Template

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from ...domain.services.detection_service import DetectionService
from ..main import footer

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"

router = APIRouter(tags=["web"])


@router.get("/", response_class=HTMLResponse)
def index() -> str:
    """List the algorithms."""
    page = Template((TEMPLATES / "index.html").read_text("utf-8"))
    items = "".join(f"<li>{name}</li>" for name in DetectionService.algorithms())
    return page.substitute(items=items, footer=footer())
