"""Alerts that repeat are sent once."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..monitoring import AlertingSystem
from ...domain.entities.value_objects import Severity


class IntelligentAlerting:
    """Passes an alert on unless the same one was sent within *quiet* seconds."""

    def __init__(
        self, alerts: AlertingSystem | None = None, quiet: float = 300.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.alerts = alerts or AlertingSystem()
        self.quiet = quiet
        self._clock = clock
        self._sent: dict[str, float] = {}

    def alert(self, title: str, severity: Severity) -> bool:
        """Return whether the alert was sent."""
        now = self._clock()
        last = self._sent.get(title)
        if last is not None and now - last < self.quiet:
            return False
        self._sent[title] = now
        self.alerts.send(title, severity)
        return True
