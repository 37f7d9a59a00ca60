"""Is a data set fit for detection?"""

from __future__ import annotations

from anomaly_detection.domain.entities import Dataset, ValidationFailure
from anomaly_detection.infrastructure.validation.comprehensive_validators import DEFAULT, Finding, Validator


class DataValidationService:
    """Runs validators and collects their findings."""

    def __init__(self, validators: tuple[Validator, ...] = DEFAULT) -> None:
        self.validators = validators

    def findings(self, dataset: Dataset) -> list[Finding]:
        return [finding for validator in self.validators for finding in validator(dataset)]

    def require(self, dataset: Dataset) -> Dataset:
        """Return *dataset*, or raise :class:`ValidationFailure` naming every serious finding."""
        serious = [str(finding) for finding in self.findings(dataset) if finding.serious]
        if serious:
            raise ValidationFailure("; ".join(serious))
        return dataset
