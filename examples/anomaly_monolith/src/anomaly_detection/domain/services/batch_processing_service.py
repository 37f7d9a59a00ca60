"""Detection over many data sets, in chunks, with a count of what went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ...infrastructure.logging import handled
from ...infrastructure.monitoring.metrics_collector import MetricsCollector
from ...infrastructure.utils.helpers import chunked
from ..entities import AnomalyDetectionError, Dataset, DetectionResult


@dataclass
class BatchReport:
    """What a run did: results by data-set name, and errors by name."""

    results: dict[str, DetectionResult] = field(default_factory=dict)
    errors: dict[str, AnomalyDetectionError] = field(default_factory=dict)


class BatchProcessingService:
    """Runs any object with ``detect(dataset)`` over data sets, *size* at a time."""

    def __init__(self, detector: object, size: int = 10, metrics: MetricsCollector | None = None) -> None:
        self._detector = detector
        self.size = size
        self.metrics = metrics or MetricsCollector()

    def run(self, datasets: Iterable[Dataset]) -> BatchReport:
        report = BatchReport()
        for part in self.stream(datasets):
            report.results.update(part.results)
            report.errors.update(part.errors)
        return report

    def stream(self, datasets: Iterable[Dataset]) -> Iterator[BatchReport]:
        """Yield one report for each chunk, as soon as it is done."""
        for chunk in chunked(datasets, self.size):
            part = BatchReport()
            for dataset in chunk:
                with handled(f"batch:{dataset.name}") as outcome:
                    part.results[dataset.name] = self._detector.detect(dataset)  # type: ignore[attr-defined]
                if not outcome.ok:
                    part.errors[dataset.name] = outcome.errors[0]
                self.metrics.increment("batch.failed" if outcome.errors else "batch.done")
            yield part
