"""Version 1.  Each module of this package that has a ``router`` is part of it."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from fastapi import APIRouter

ORDER = ("detection", "explainability", "models", "streaming", "streaming_info", "data_management", "reports", "health")


def build_router() -> APIRouter:
    """Include the modules in :data:`ORDER`; their names are built from this package's own, so they follow it."""
    router = APIRouter()
    for name in ORDER:
        router.include_router(import_module(f"{__package__}.{name}").router, prefix=f"/{name.replace('_', '-')}")
    return router


def modules() -> list[str]:
    """Return the full names of all modules below, as found on disk."""
    return sorted(info.name for info in pkgutil.walk_packages(__path__, prefix=f"{__name__}."))
