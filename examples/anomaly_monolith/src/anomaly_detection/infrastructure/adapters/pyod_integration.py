"""Use the real PyOD where it is installed, and our own detectors where it is not."""

from __future__ import annotations

from typing import Any

try:
    from pyod.models.mad import MAD as _Mad  # type: ignore[import-not-found]
except ImportError:
    from anomaly_detection.infrastructure.adapters.algorithms.adapters.pyod_adapter import MadDetector as _Mad

try:
    from anomaly_detection.infrastructure.adapters.algorithms._accelerated import score_rows  # type: ignore[import-not-found]
except ImportError:  # the compiled part is optional; it is built by nobody but us
    from .comprehensive_pyod_adapter import detector_for

    def score_rows(rows: list[list[float]], algorithm: str = "MAD") -> list[float]:
        """Score *rows* with a fresh detector."""
        return detector_for(algorithm).fit(rows).score(rows)


def backend() -> str:
    """Return ``"pyod"`` or ``"builtin"``."""
    return "pyod" if _Mad.__module__.startswith("pyod") else "builtin"


def new_mad() -> Any:
    return _Mad()
