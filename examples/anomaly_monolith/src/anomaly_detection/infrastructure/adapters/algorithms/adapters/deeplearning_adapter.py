"""A linear autoencoder: one hidden unit, found by power iteration, scored by what it cannot reconstruct."""

from __future__ import annotations

import math
from collections.abc import Sequence

from anomaly_detection.infrastructure.adapters.algorithms.registry import register
from anomaly_detection.infrastructure.utils.helpers import (
    mean,  # of each column
    normalise,
)

Rows = Sequence[Sequence[float]]


@register("autoencoder")
class AutoencoderDetector:
    """The error that is left after projecting a row onto the strongest direction."""

    name = ""

    def __init__(self, rounds: int = 20) -> None:
        self.rounds = rounds
        self._centre: list[float] = []
        self._axis: list[float] = []

    def fit(self, rows: Rows) -> AutoencoderDetector:
        self._centre = [mean(column) for column in zip(*rows, strict=True)]
        centred = [self._centred(row) for row in rows]
        axis = [1.0] * len(self._centre)
        for _ in range(self.rounds):
            weights = [sum(a * b for a, b in zip(row, axis, strict=True)) for row in centred]
            axis = [sum(w * row[i] for w, row in zip(weights, centred, strict=True)) for i in range(len(axis))]
            length = math.hypot(*axis) or 1.0
            axis = [value / length for value in axis]
        self._axis = axis
        return self

    def _centred(self, row: Sequence[float]) -> list[float]:
        return [value - centre for value, centre in zip(row, self._centre, strict=True)]

    def score(self, rows: Rows) -> list[float]:
        errors = []
        for row in map(self._centred, rows):
            weight = sum(a * b for a, b in zip(row, self._axis, strict=True))
            errors.append(math.dist(row, [weight * a for a in self._axis]))
        return normalise(errors)
