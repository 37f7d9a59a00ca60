"""Detection for a plain list of numbers.  (The name begins like detection_service, and is another module.)"""

from ..entities import Dataset
from ..entities.anomaly import Anomaly
from . import detection_service


def detect_simple(values: "list[float]", contamination: float = 0.1) -> "list[Anomaly]":
    """Return the anomalies of one column.

    >>> [a.index for a in detect_simple([1, 1, 2, 1, 99, 2, 1, 2, 1, 1])]
    [4]
    """
    dataset = Dataset.of([[value] for value in values])
    return list(detection_service.DetectionService().detect(dataset, "mad", contamination).anomalies)