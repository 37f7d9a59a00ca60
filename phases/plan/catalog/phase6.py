"""Phase 6, the presentation layer: API, web and the commands of every domain."""

from rezone.phases.plan.catalog.moving import each, moves
from rezone.phases.plan.model import Level, Phase

PHASE = Phase(
    number=6,
    title="API & Presentation Layer",
    complexity=Level.HIGH,
    risk=Level.HIGH,
    weeks="6-7",
    depends_on=(1, 2, 3, 4, 5),
    moves=moves(
        6,
        *each(
            "anomaly_detection",
            "configurations.anomaly_detection_config",
            "api",
            "server",
            "main",
            "worker",
            "web",
        ),
        *each("anomaly_detection", "core.anomaly_detection", "presentation"),
        *each(
            "anomaly_detection.cli.commands",
            "core.anomaly_detection.presentation.cli.commands",
            "detection",
            "reports",
            "reports_simple",
        ),
        *each(
            "anomaly_detection.cli.commands",
            "ai.machine_learning.presentation.cli.commands",
            "explain",
            "optimize",
        ),
        *each("anomaly_detection.cli.commands", "ai.mlops.presentation.cli.commands", "models"),
        *each(
            "anomaly_detection.cli.commands",
            "data.data_engineering.presentation.cli.commands",
            "batch",
            "data",
            "streaming",
        ),
        *each(
            "anomaly_detection.cli.commands",
            "shared.observability.presentation.cli.commands",
            "health",
            "monitor",
        ),
        *each(
            "anomaly_detection.cli.commands",
            "configurations.anomaly_detection_config.cli.commands",
            "worker",
        ),
        *each("anomaly_detection.cli", "configurations.anomaly_detection_config.cli", "commands"),
        *each("anomaly_detection", "configurations.anomaly_detection_config", "cli"),
        *each("anomaly_detection.cli", "configurations.anomaly_detection_config.cli", "main"),
    ),
)
