"""Pick the detector that separates best."""

from __future__ import annotations

from collections.abc import Sequence

from ....utils.helpers.maths import mean, quantile
from .. import create_detector
from ..adapters import sklearn_adapter as _sk, pyod_adapter as _pyod

Rows = Sequence[Sequence[float]]

CANDIDATES = (_pyod.ZScoreDetector, _pyod.MadDetector, _sk.NeighbourDetector)


def separation(scores: Sequence[float]) -> float:
    """Return the gap between the highest scores and the crowd.

    >>> separation([0.0, 0.0, 0.0, 1.0]) > separation([0.0, 0.3, 0.6, 1.0])
    True
    """
    return max(scores) - mean(scores) - quantile(scores, 0.75) / 2


class AutoMLEnsemble:
    """Fits every candidate and keeps the one with the best :func:`separation`."""

    name = "automl"

    def __init__(self, candidates: Sequence[str] = ()) -> None:
        self.candidates = tuple(candidates) or tuple(candidate.name for candidate in CANDIDATES)
        self.chosen = ""

    def fit(self, rows: Rows) -> AutoMLEnsemble:
        ranked = [(separation(create_detector(name).fit(rows).score(rows)), name) for name in self.candidates]
        self.chosen = max(ranked)[1]
        self._detector = create_detector(self.chosen).fit(rows)
        return self

    def score(self, rows: Rows) -> list[float]:
        return self._detector.score(rows)
