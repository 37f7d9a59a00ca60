"""The next streaming client.  Its name begins like that of the ``streaming`` package, and it stays where it is."""

from __future__ import annotations

from collections.abc import Iterable

from .domain.entities import Anomaly
from .domain.services import batch_processing_service, streaming_service
from .streaming import websocket_client

__all__ = ["PROTOCOL", "replay"]

PROTOCOL = f"v2 over {websocket_client.WebsocketClient.__name__}, topic {streaming_service.TOPIC}"


def replay(values: Iterable[float], window: int = 20) -> list[Anomaly]:
    """Run recorded values through a fresh service."""
    return list(streaming_service.StreamingService(window).run(values))


def reports(parts: Iterable[batch_processing_service.BatchReport]) -> int:
    """Count the results in the parts of a batch stream."""
    return sum(len(part.results) for part in parts)
