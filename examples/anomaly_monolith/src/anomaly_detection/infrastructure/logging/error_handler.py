"""Turn errors into reports at the edge of the program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ...domain.entities.exceptions import AnomalyDetectionError
from .structured_logger import get_logger

_log = get_logger(__name__)


@dataclass
class ErrorReport:
    """What happened inside a ``with handled(...)`` block; empty if nothing did."""

    operation: str
    errors: list[AnomalyDetectionError] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.errors


@contextmanager
def handled(operation: str) -> Iterator[ErrorReport]:
    """Catch the program's own errors, log them, and let every other error pass."""
    report = ErrorReport(operation)
    try:
        yield report
    except AnomalyDetectionError as error:
        report.errors.append(error)
        _log.warning("%s failed: %s (%s)", operation, error, error.code)
