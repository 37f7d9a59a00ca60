"""``POST /explainability``: rows in, sentences out."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from anomaly_detection.application.facades import DetectionFacade
from anomaly_detection.infrastructure.api import response_utilities as responses

router = APIRouter(tags=["explainability"])


class Body(BaseModel):
    rows: list[list[float]]


@router.post("")
def explain(body: Body) -> dict[str, Any]:
    return responses.success(DetectionFacade().explain(body.rows))
