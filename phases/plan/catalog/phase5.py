"""Phase 5, MLOps: model lifecycle, experiments, repositories and concept drift."""

from rezone.phases.plan.catalog.moving import each, moves
from rezone.phases.plan.model import Level, Phase

PHASE = Phase(
    number=5,
    title="MLOps & Advanced Services",
    complexity=Level.HIGH,
    risk=Level.HIGH,
    weeks="5-6",
    depends_on=(1, 2),
    moves=moves(
        5,
        *each(
            "anomaly_detection.domain.services",
            "ai.mlops.domain.services",
            "mlops_service",
            "ab_testing_service",
        ),
        *each("anomaly_detection.infrastructure", "ai.mlops.infrastructure", "repositories"),
        ("anomaly_detection.application.services.mlops", "ai.mlops.application.services"),
        *each(
            "anomaly_detection.domain.services",
            "data.observability.domain.services",
            "concept_drift_detection_service",
        ),
        *each(
            "anomaly_detection.infrastructure",
            "ai.mlops.infrastructure",
            "deployment",
            "feature_store",
        ),
    ),
)
