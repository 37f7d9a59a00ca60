"""``GET /streaming-info``: what the streaming end point expects.  (A prefix neighbour of ``streaming``.)"""

from fastapi import APIRouter

from . import streaming
from ...domain.services.streaming_service import TOPIC

router = APIRouter(tags=["streaming"])


@router.get("")
def info() -> dict[str, object]:
    return {"topic": TOPIC, "schema": streaming.Body.model_json_schema()}
