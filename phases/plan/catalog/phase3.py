"""Phase 3, data engineering and data quality: processing, streaming and validation."""

from rezone.phases.plan.catalog.moving import each, moves
from rezone.phases.plan.model import Level, Phase

PHASE = Phase(
    number=3,
    title="Data Engineering Components",
    complexity=Level.MEDIUM,
    risk=Level.MEDIUM,
    weeks="3-4",
    depends_on=(1, 2),
    moves=moves(
        3,
        *each(
            "anomaly_detection.domain.services",
            "data.data_engineering.domain.services",
            "batch_processing_service",
            "streaming_service",
            "data_processing_service",
            "data_conversion_service",
            "processing_service",
        ),
        *each(
            "anomaly_detection.domain.services",
            "data.data_quality.domain.services",
            "data_validation_service",
            "data_profiling_service",
            "data_sampling_service",
        ),
        *each(
            "anomaly_detection.infrastructure",
            "data.data_engineering.infrastructure",
            "data_access",
            "processing",
        ),
        *each("anomaly_detection.infrastructure", "data.data_quality.infrastructure", "validation"),
        *each("anomaly_detection", "data.data_engineering.infrastructure", "streaming"),
    ),
)
