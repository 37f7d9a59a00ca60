"""Phase 2, machine learning: detection services, algorithm adapters and explanations."""

from rezone.phases.plan.catalog.moving import each, moves
from rezone.phases.plan.model import Level, Phase

PHASE = Phase(
    number=2,
    title="Machine Learning Components",
    complexity=Level.MEDIUM,
    risk=Level.MEDIUM,
    weeks="2-3",
    depends_on=(1,),
    moves=moves(
        2,
        *each(
            "anomaly_detection.domain.services",
            "ai.machine_learning.domain.services",
            "detection_service",
            "ensemble_service",
            "explainability_service",
            "time_series_detection_service",
            "graph_anomaly_detection_service",
            "detection_service_simple",
        ),
        *each(
            "anomaly_detection.infrastructure.adapters",
            "ai.machine_learning.infrastructure.adapters",
            "algorithms",
            "comprehensive_pyod_adapter",
            "pyod_integration",
        ),
        *each(
            "anomaly_detection.application.services",
            "ai.machine_learning.application.services",
            "explanation",
        ),
    ),
    # It re-exports what moves, which needs the package itself to be imported first.
    lazy=("anomaly_detection",),
)
