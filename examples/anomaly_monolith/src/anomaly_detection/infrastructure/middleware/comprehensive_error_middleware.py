"""Errors of the domain become JSON answers with a trace id."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

# One statement, three neighbours: the first two leave with the foundation, tracing leaves with observability.
from anomaly_detection.domain.entities.exceptions import AnomalyDetectionError, ModelNotFoundError
from anomaly_detection.infrastructure.observability.tracing_service import current_trace_id

from ..api.response_utilities import failure


def status_of(error: AnomalyDetectionError) -> int:
    """Return the HTTP status that fits: 404 for what is not there, 422 for the rest."""
    return 404 if isinstance(error, ModelNotFoundError) else 422


async def _answer(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AnomalyDetectionError)
    body = failure(error.code, str(error), error.hint) | {"trace": current_trace_id(), "path": request.url.path}
    return JSONResponse(body, status_code=status_of(error))


def install_error_handlers(app: FastAPI) -> None:
    """Register the handler; an unknown error still reaches the server's own."""
    app.add_exception_handler(AnomalyDetectionError, _answer)
