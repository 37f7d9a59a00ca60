"""One observation that does not belong.

>>> from anomaly_detection.domain.entities.anomaly import Anomaly
>>> Anomaly(index=3, score=0.97, features=(1.0, 9.5)).severity.name
'CRITICAL'
"""

from __future__ import annotations

from dataclasses import dataclass

from .value_objects import Score, Severity


@dataclass(frozen=True, order=True)
class Anomaly:
    """A row that a detector pointed at.

    See :class:`anomaly_detection.domain.entities.detection_result.DetectionResult`, which holds them in row order.
    """

    index: int
    score: float
    features: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        Score(self.score)

    @property
    def severity(self) -> Severity:
        return Severity.of(self.score)

    def describe(self) -> str:
        """Return one line for a report.

        >>> Anomaly(0, 0.5).describe()
        'row 0: medium (0.50)'
        """
        return f"row {self.index}: {self.severity.value} ({self.score:.2f})"
