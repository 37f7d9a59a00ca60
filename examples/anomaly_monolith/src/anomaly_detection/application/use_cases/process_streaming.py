"""Follow a source until it ends and say what was found."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING

from ...domain.services.streaming_service import StreamingService
from ...infrastructure.monitoring import MetricsCollector
from ...streaming.websocket_client import WebsocketClient

if TYPE_CHECKING:
    from ...domain.entities.anomaly import Anomaly


class ProcessStreaming:
    """Counts what it sees in a :class:`MetricsCollector`."""

    def __init__(self, metrics: MetricsCollector | None = None) -> None:
        self.metrics = metrics or MetricsCollector()

    def execute(self, values: Iterable[float], window: int | None = None) -> list[Anomaly]:
        found = list(StreamingService(window).run(values))
        self.metrics.increment("stream.anomalies", len(found))
        return found

    async def follow(self, messages: AsyncIterator[str]) -> list[Anomaly]:
        client = WebsocketClient(messages)
        found = [anomaly async for anomaly in client.anomalies()]
        self.metrics.increment("stream.skipped", client.skipped)
        return found
