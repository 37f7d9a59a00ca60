"""Phase 1, the foundation: configuration, logging, middleware, utilities and the core entities."""

from rezone.phases.plan.catalog.moving import each, moves
from rezone.phases.plan.model import Level, Phase

PHASE = Phase(
    number=1,
    title="Foundation Infrastructure",
    complexity=Level.LOW,
    risk=Level.LOW,
    weeks="1",
    depends_on=(),
    moves=moves(
        1,
        *each(
            "anomaly_detection.infrastructure",
            "shared.infrastructure",
            "config",
            "logging",
            "middleware",
            "utils",
        ),
        *each(
            "anomaly_detection.domain", "core.anomaly_detection.domain", "entities", "interfaces"
        ),
        *each("anomaly_detection.infrastructure", "shared.infrastructure", "api", "security"),
    ),
)
