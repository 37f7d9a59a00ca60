from anomaly_detection.domain.interfaces.ml_operations import Detector

CATALOG: dict[str, str]

def detector_for(short_name: str) -> Detector: ...
