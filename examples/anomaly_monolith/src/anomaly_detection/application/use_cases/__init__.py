"""What a user can ask for, one module each."""

from .compare_algorithms import CompareAlgorithms, Comparison
from .detect_anomalies import DetectAnomalies, DetectRequest
from .process_streaming import ProcessStreaming
from .train_model import TrainModel

__all__ = ["CompareAlgorithms", "Comparison", "DetectAnomalies", "DetectRequest", "ProcessStreaming"]
__all__ += ["TrainModel"]
