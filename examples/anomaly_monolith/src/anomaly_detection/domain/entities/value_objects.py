"""Small values that know their own rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(str, Enum):
    """How loud to be about a score.

    >>> Severity.of(0.2) is Severity.LOW
    True
    """

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @classmethod
    def of(cls, score: float) -> Severity:
        if score >= 0.9:
            return cls.CRITICAL
        if score >= 0.7:
            return cls.HIGH
        return cls.MEDIUM if score >= 0.4 else cls.LOW


class Score(float):
    """A float within [0, 1]; 1 is the most anomalous."""

    def __new__(cls, value: float) -> Score:
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"a score lies within [0, 1], not {value}")
        return super().__new__(cls, value)


@dataclass(frozen=True)
class Threshold:
    """A limit; only what lies strictly above exceeds it.  Stored results pickle it under the name pinned here."""

    __module__ = "anomaly_detection.domain.entities.value_objects"

    value: float

    def exceeded_by(self, score: float) -> bool:
        return score > self.value
