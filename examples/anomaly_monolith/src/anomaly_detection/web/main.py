"""The router of the pages and the footer they share."""

from __future__ import annotations

import pkgutil

from fastapi import APIRouter


def footer() -> str:
    """Read a template through the loader, so that it also works from a zip file."""
    data = pkgutil.get_data("anomaly_detection.web", "templates/footer.txt")
    return data.decode("utf-8").strip() if data else ""


def build_router() -> APIRouter:
    from .api import analytics, pages  # both import the footer from here

    router = APIRouter()
    router.include_router(pages.router)
    router.include_router(analytics.router, prefix="/fragments")
    return router
