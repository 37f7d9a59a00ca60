"""One door to the application.  Names load on first use: most callers need one of them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .detection_facade import DetectionFacade as DetectionFacade

_EXPORTS = {"DetectionFacade": ".detection_facade", "SENTENCES": ".limits"}

__all__ = ["SENTENCES", "DetectionFacade"]


def __getattr__(name: str) -> Any:
    if name in _EXPORTS:
        return getattr(import_module(_EXPORTS[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
