"""Send alerts to channels."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from anomaly_detection.domain.entities.value_objects import Severity

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Alert:
    title: str
    severity: Severity


Channel = Callable[[Alert], None]


def log_channel(alert: Alert) -> None:
    """The channel that is always there."""
    logger.info("alert %s: %s", alert.severity.value, alert.title)


CHANNELS: dict[str, Channel] = {"log": log_channel}


class AlertingSystem:
    """Sends each alert to every channel and keeps a history."""

    def __init__(self, channels: dict[str, Channel] | None = None) -> None:
        self.channels = CHANNELS if channels is None else channels
        self.history: list[Alert] = []

    def send(self, title: str, severity: Severity) -> Alert:
        alert = Alert(title, severity)
        self.history.append(alert)
        for channel in self.channels.values():
            channel(alert)
        return alert
