"""What a detection algorithm and an explainer must offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from ..entities import DetectionResult
    from ..entities.anomaly import Anomaly

Rows = Sequence[Sequence[float]]


@runtime_checkable
class Detector(Protocol):
    """Learns from rows, then scores rows; 1.0 is the most anomalous."""

    name: str

    def fit(self, rows: Rows) -> Detector: ...

    def score(self, rows: Rows) -> list[float]: ...


class Explainer(Protocol):
    """Says which columns made a row stand out."""

    def explain(self, result: DetectionResult, anomaly: Anomaly) -> dict[str, float]: ...
