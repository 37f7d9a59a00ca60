"""``POST /detection``: rows in, anomalies out."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from ...application.use_cases import DetectAnomalies, DetectRequest
from ...domain.entities import Dataset
from ...domain.services import detection_service as detection
from ...infrastructure.api.response_utilities import page, success
from ...infrastructure.config.settings import Settings, get_settings

router = APIRouter(tags=["detection"])


class Body(BaseModel):
    rows: list[list[float]]
    algorithm: str | None = None
    contamination: float | None = Field(default=None, gt=0, lt=0.5)


@router.post("")
def detect(body: Body, settings: Settings = Depends(get_settings)) -> dict[str, Any]:
    """The parameter *settings* is an object; the module of that name is not meant."""
    request = DetectRequest(
        Dataset.of(body.rows),
        body.algorithm or settings.algorithm,
        body.contamination or settings.contamination,
    )
    return success(DetectAnomalies().execute(request).result.to_dict(), rows=len(body.rows))


@router.get("/algorithms")
def algorithms(offset: int = 0, limit: int = 10) -> dict[str, Any]:
    return page(detection.DetectionService.algorithms(), offset, limit)
