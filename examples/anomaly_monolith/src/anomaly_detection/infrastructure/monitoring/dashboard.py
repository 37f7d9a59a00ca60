# -*- coding: latin-1 -*-
"""A dashboard as text.  (This file is latin-1: the degree sign and the name of André below are one byte each.)"""

from ..utils.helpers import mean
from .metrics_collector import MetricsCollector

AUTHOR = "André"


def dashboard(metrics: MetricsCollector, temperature: float = 40.0) -> str:
    """Return one line for each metric, sorted, below a head line."""
    lines = [f"-- {temperature:.0f}° --"]
    for name, value in sorted(metrics.counters.items()):
        lines.append(f"{name}: {value:g}")
    for name, values in sorted(metrics.series.items()):
        lines.append(f"{name}: mean {mean(values):.3f} of {len(values)}")
    return "\n".join(lines)
