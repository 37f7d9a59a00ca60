"""A token bucket for each client."""

from __future__ import annotations

import time
from collections import defaultdict

from fastapi import Request, Response
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.responses import JSONResponse
from starlette.types import ASGIApp

from anomaly_detection.domain.interfaces import Clock
from anomaly_detection.infrastructure.api import response_utilities


class RateLimiter:
    """Allow *per_minute* calls a minute for each key, with that many at once.

    >>> limiter = RateLimiter(1, clock=lambda: 0.0)
    >>> limiter.allow("a"), limiter.allow("a"), limiter.allow("b")
    (True, False, True)
    """

    def __init__(self, per_minute: int, clock: Clock = time.monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._state: dict[str, tuple[float, float]] = defaultdict(lambda: (float(per_minute), clock()))

    def allow(self, key: str) -> bool:
        tokens, last = self._state[key]
        now = self._clock()
        tokens = min(float(self.per_minute), tokens + (now - last) * self.per_minute / 60.0)
        self._state[key] = (tokens - 1 if tokens >= 1 else tokens, now)
        return tokens >= 1


class RateLimitMiddleware(BaseHTTPMiddleware):
    """Answer 429 once a client has used up its bucket."""

    def __init__(self, app: ASGIApp, limiter: RateLimiter) -> None:
        super().__init__(app)
        self.limiter = limiter

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        client = request.client.host if request.client else "unknown"
        if not self.limiter.allow(client):
            return JSONResponse(response_utilities.failure("AD429", "too many requests", "wait a minute"), 429)
        return await call_next(request)
