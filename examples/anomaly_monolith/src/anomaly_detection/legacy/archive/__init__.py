"""Results that were stored by earlier releases."""

import anomaly_detection  # noqa: F401 - loads the package, whoever names it

from .readers.pickles import read_result

__all__ = ["is_result", "read_result"]


def is_result(value: object) -> bool:
    """Reach the class through the top package: only ``import anomaly_detection`` above, the rest loaded by others."""
    return isinstance(value, anomaly_detection.domain.entities.DetectionResult)
