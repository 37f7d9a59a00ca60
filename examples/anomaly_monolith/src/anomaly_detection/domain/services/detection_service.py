"""Find anomalies in a data set with one algorithm."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ...infrastructure.adapters.algorithms import available, create_detector
from ...infrastructure.logging import get_logger, logged
from ..entities import Dataset, DetectionResult

if TYPE_CHECKING:
    from ..interfaces import MetricSink
    from .mlops_service import MLOpsService

_log = get_logger(__name__)


class DetectionService:
    """Fit, score, split.  A *sink* counts the calls; *registry* only documents who trains models for later."""

    def __init__(self, sink: MetricSink | None = None, registry: MLOpsService | None = None) -> None:
        self._sink = sink
        self.registry = registry

    @staticmethod
    def algorithms() -> list[str]:
        return available()

    @logged()
    def detect(
        self, dataset: Dataset, algorithm: str = "z_score", contamination: float = 0.1, **parameters: Any
    ) -> DetectionResult:
        """Return the result of fitting *algorithm* on *dataset* and scoring the same rows.

        *contamination* is the share of rows expected to be anomalous, within (0, 0.5).
        """
        start = time.perf_counter()
        detector = create_detector(algorithm, **parameters).fit(dataset.rows)
        result = DetectionResult.from_scores(algorithm, detector.score(dataset.rows), contamination, dataset.rows)
        _log.info("%s: %d of %d rows", algorithm, len(result.anomalies), len(dataset))
        if self._sink:
            self._sink.increment("detections")
            self._sink.observe("detection_seconds", time.perf_counter() - start)
        return result
