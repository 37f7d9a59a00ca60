"""Phase 4, observability: monitoring, health, analytics and performance."""

from rezone.phases.plan.catalog.moving import each, moves
from rezone.phases.plan.model import Level, Phase

PHASE = Phase(
    number=4,
    title="Observability & Monitoring",
    complexity=Level.HIGH,
    risk=Level.HIGH,
    weeks="4-5",
    depends_on=(1, 2),
    moves=moves(
        4,
        ("anomaly_detection.infrastructure.observability", "shared.observability.infrastructure"),
        *each(
            "anomaly_detection.infrastructure", "shared.observability.infrastructure", "monitoring"
        ),
        *each(
            "anomaly_detection.domain.services",
            "shared.observability.domain.services",
            "health_monitoring_service",
            "enhanced_analytics_service",
        ),
        *each(
            "anomaly_detection.application.services",
            "shared.observability.application.services",
            "performance",
        ),
    ),
    # It becomes the parent of monitoring, which would run all that it re-exports.
    lazy=("anomaly_detection.infrastructure.observability",),
)
