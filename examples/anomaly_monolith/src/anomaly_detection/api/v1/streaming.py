"""``POST /streaming``: a recorded stream in, its anomalies out."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

import anomaly_detection.application.use_cases.process_streaming as process_streaming
from anomaly_detection.infrastructure.api.response_utilities import success

router = APIRouter(tags=["streaming"])


class Body(BaseModel):
    values: list[float]
    window: int = Field(default=20, gt=1)


@router.post("")
def stream(body: Body) -> dict[str, Any]:
    found = process_streaming.ProcessStreaming().execute(body.values, body.window)
    return success([anomaly.index for anomaly in found])
