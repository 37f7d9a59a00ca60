"""Validate, detect, explain."""

from __future__ import annotations

from dataclasses import dataclass, field

from anomaly_detection.application.services.explanation import ExplanationAnalyzer, SentenceEngine
from anomaly_detection.domain.entities import Dataset, DetectionResult
from anomaly_detection.domain.services import data_validation_service, detection_service


@dataclass(frozen=True)
class DetectRequest:
    dataset: Dataset
    algorithm: str = "z_score"
    contamination: float = 0.1
    explain: bool = False


@dataclass(frozen=True)
class DetectResponse:
    result: DetectionResult
    sentences: list[str] = field(default_factory=list)


class DetectAnomalies:
    """The use case behind the API, the command line and the facade."""

    def __init__(self, service: detection_service.DetectionService | None = None) -> None:
        self._service = service or detection_service.DetectionService()
        self._validation = data_validation_service.DataValidationService()

    def execute(self, request: DetectRequest) -> DetectResponse:
        dataset = self._validation.require(request.dataset)
        result = self._service.detect(dataset, request.algorithm, request.contamination)
        if not request.explain:
            return DetectResponse(result)
        return DetectResponse(result, SentenceEngine().tell(ExplanationAnalyzer(dataset).facts(result)))
