"""What a detector says about a whole data set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...infrastructure.utils.helpers import quantile
from . import anomaly as _anomaly
from .value_objects import Threshold


@dataclass(frozen=True)
class DetectionResult:
    """Scores in row order and the threshold that splits them."""

    algorithm: str
    scores: tuple[float, ...]
    threshold: Threshold
    rows: tuple[tuple[float, ...], ...] = ()

    @classmethod
    def from_scores(
        cls, algorithm: str, scores: list[float], contamination: float, rows: tuple[tuple[float, ...], ...] = ()
    ) -> DetectionResult:
        """Put the threshold so that about *contamination* of the rows lie above it."""
        return cls(algorithm, tuple(scores), Threshold(quantile(scores, 1.0 - contamination)), rows)

    @property
    def labels(self) -> tuple[bool, ...]:
        return tuple(self.threshold.exceeded_by(score) for score in self.scores)

    @property
    def anomalies(self) -> tuple[_anomaly.Anomaly, ...]:
        return tuple(
            _anomaly.Anomaly(i, score, self.rows[i] if self.rows else ())
            for i, (score, hit) in enumerate(zip(self.scores, self.labels, strict=True))
            if hit
        )

    @property
    def rate(self) -> float:
        return sum(self.labels) / len(self.scores) if self.scores else 0.0

    def to_dict(self) -> dict[str, Any]:
        return {
            "algorithm": self.algorithm,
            "threshold": self.threshold.value,
            "rate": self.rate,
            "anomalies": [{"index": a.index, "score": a.score, "severity": a.severity.value} for a in self.anomalies],
        }
