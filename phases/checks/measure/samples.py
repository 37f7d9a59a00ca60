"""Two samples of one quantity: is one larger, and is that more than noise?

The ratio of the medians is judged, with a bootstrap interval (Efron and Tibshirani, "An
Introduction to the Bootstrap", 1993, chapter 13): both samples are drawn anew, with replacement,
and the middle 99 % of the ratios are the interval.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from msgspec import Struct

DRAWS = 2000
CONFIDENCE = 0.99


class Ratio(Struct, frozen=True):
    """The median after over the median before, and the interval it lies in."""

    value: float
    low: float
    high: float

    def exceeds(self, allowed: float) -> bool:
        """Say whether more than 1 + *allowed* is measured, and a difference is beyond noise."""
        return self.value > 1 + allowed and self.low > 1


def ratio(before: Sequence[float], after: Sequence[float]) -> Ratio:
    """Return how *after* compares with *before*; the same samples give the same interval."""
    from statistics import median

    chance = random.Random(0)
    draws = sorted(
        median(chance.choices(after, k=len(after)))
        / max(median(chance.choices(before, k=len(before))), 1e-12)
        for _ in range(DRAWS)
    )
    aside = round(DRAWS * (1 - CONFIDENCE) / 2)
    value = median(after) / max(median(before), 1e-12)
    return Ratio(value, draws[aside], draws[-1 - aside])
