"""Read numbers from a websocket-like source.

The source is any async iterator of text messages, so no network is needed to test it.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import AsyncIterator

from anomaly_detection.domain.services.streaming_service import StreamingService
from anomaly_detection.infrastructure.config import settings

from ..domain.entities import Anomaly


class WebsocketClient:
    """Decodes messages and feeds them to a service.

    See :class:`~anomaly_detection.domain.services.streaming_service.StreamingService`.
    """

    def __init__(self, messages: AsyncIterator[str], field: str = "value") -> None:
        self._messages = messages
        self.field = field
        self.skipped = 0

    async def values(self) -> AsyncIterator[float]:
        async for message in self._messages:
            try:
                yield float(json.loads(message)[self.field])
            except (KeyError, TypeError, ValueError):
                self.skipped += 1
                warnings.warn(f"unreadable message {message!r}", UserWarning, stacklevel=2)

    async def anomalies(self) -> AsyncIterator[Anomaly]:
        service = StreamingService(settings.get_settings().window)
        async for anomaly in service.follow(self.values()):
            yield anomaly
