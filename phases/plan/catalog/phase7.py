"""Phase 7, the application layer: use cases go to their domains, facades to the configuration."""

from rezone.phases.plan.catalog.moving import each, moves
from rezone.phases.plan.model import Level, Phase

PHASE = Phase(
    number=7,
    title="Application Layer & Use Cases",
    complexity=Level.MEDIUM,
    risk=Level.MEDIUM,
    weeks="7-8",
    depends_on=(1, 2, 3, 4, 5, 6),
    moves=moves(
        7,
        *each(
            "anomaly_detection.application.use_cases",
            "core.anomaly_detection.application.use_cases",
            "detect_anomalies",
            "compare_algorithms",
        ),
        *each(
            "anomaly_detection.application.use_cases",
            "ai.mlops.application.use_cases",
            "train_model",
        ),
        *each(
            "anomaly_detection.application.use_cases",
            "data.data_engineering.application.use_cases",
            "process_streaming",
        ),
        *each("anomaly_detection.application", "core.anomaly_detection.application", "use_cases"),
        *each(
            "anomaly_detection.application", "configurations.anomaly_detection_config", "facades"
        ),
    ),
)
