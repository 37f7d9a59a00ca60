"""Detectors with the interface of PyOD's: one statistic for each column, the worst column counts."""

from __future__ import annotations

from collections.abc import Sequence

import anomaly_detection.infrastructure.utils.helpers.maths as maths

from ..registry import register


class _PerColumn:
    """Centre and spread of each column; subclasses say how to measure them."""

    name = ""

    def __init__(self) -> None:
        self._shape: list[tuple[float, float]] = []

    def _measure(self, column: Sequence[float]) -> tuple[float, float]:
        raise NotImplementedError

    def fit(self, rows: Sequence[Sequence[float]]) -> _PerColumn:
        self._shape = [self._measure(column) for column in zip(*rows, strict=True)]
        return self

    def score(self, rows: Sequence[Sequence[float]]) -> list[float]:
        raw = [
            max(abs(value - centre) / (spread or 1.0) for value, (centre, spread) in zip(row, self._shape, strict=True))
            for row in rows
        ]
        return maths.normalise(raw)


@register("z_score")
class ZScoreDetector(_PerColumn):
    """Distance from the mean in standard deviations."""

    def _measure(self, column: Sequence[float]) -> tuple[float, float]:
        return maths.mean(column), maths.stdev(column)


@register("mad")
class MadDetector(_PerColumn):
    """Distance from the median in median deviations: a few outliers do not move it."""

    def _measure(self, column: Sequence[float]) -> tuple[float, float]:
        return maths.median(column), maths.mad(column)
