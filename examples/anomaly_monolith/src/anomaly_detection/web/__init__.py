"""Pages for people."""

from .main import build_router

__all__ = ["build_router"]
