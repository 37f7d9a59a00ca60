"""The HTTP API: version 1, and health beside it for load balancers."""

from __future__ import annotations

from fastapi import APIRouter

from . import v1
from .health import router as _health

__all__ = ["build_router", "v1"]


def build_router() -> APIRouter:
    """Return one router with everything below ``/api/v1`` and ``/healthz``."""
    router = APIRouter()
    router.include_router(_health)
    router.include_router(v1.build_router(), prefix="/api/v1")
    return router
