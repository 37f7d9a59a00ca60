"""Statistics on plain lists; every function takes any iterable of numbers."""

from __future__ import annotations

import math
import statistics
import warnings
from collections.abc import Iterable, Sequence

__all__ = ["distance", "mad", "mean", "median", "normalise", "quantile", "stdev", "z_scores"]


def mean(values: Iterable[float]) -> float:
    return statistics.fmean(values)


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def stdev(values: Iterable[float]) -> float:
    """Return the population standard deviation."""
    return statistics.pstdev(list(values))


def mad(values: Iterable[float]) -> float:
    """Return the median absolute deviation from the median."""
    items = list(values)
    middle = median(items)
    return median(abs(value - middle) for value in items)


def quantile(values: Iterable[float], share: float) -> float:
    """Return the value below which *share* of the values lie, interpolated.

    >>> quantile([1, 2, 3, 4, 5], 0.5)
    3.0
    """
    items = sorted(values)
    position = min(max(share, 0.0), 1.0) * (len(items) - 1)
    low = math.floor(position)
    high = min(low + 1, len(items) - 1)
    return items[low] + (items[high] - items[low]) * (position - low)


def normalise(values: Iterable[float]) -> list[float]:
    """Map the values onto [0, 1]; equal values all become 0."""
    items = list(values)
    low, high = min(items), max(items)
    return [(value - low) / (high - low) if high > low else 0.0 for value in items]


def z_scores(values: Iterable[float]) -> list[float]:
    items = list(values)
    centre, spread = mean(items), stdev(items)
    return [(value - centre) / spread if spread else 0.0 for value in items]


def distance(a: Sequence[float], b: Sequence[float]) -> float:
    return math.dist(a, b)


def average(values: Iterable[float]) -> float:
    """Old name of :func:`mean`; not in ``__all__``."""
    warnings.warn("average() is called mean() now", DeprecationWarning, stacklevel=1)
    return mean(values)
