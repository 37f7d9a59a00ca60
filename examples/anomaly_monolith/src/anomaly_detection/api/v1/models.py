"""``/models``: register, list and promote; writing needs a token."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from ...application.services.mlops.unified_model_registry import default_registry
from ...domain.entities import model as entity
from ...infrastructure.api.response_utilities import success
from ...infrastructure.security.oauth2_security import require_token

router = APIRouter(tags=["models"])


class Body(BaseModel):
    name: str
    algorithm: str = "z_score"


def _plain(item: entity.Model) -> dict[str, Any]:
    return {"key": item.key, "algorithm": item.algorithm, "status": item.status.value}


@router.get("")
def list_models() -> dict[str, Any]:
    return success([_plain(item) for item in default_registry().list()])


@router.post("", status_code=201)
def register(body: Body, subject: Annotated[str, Depends(require_token)]) -> dict[str, Any]:
    return success(_plain(default_registry().register(body.name, body.algorithm)), by=subject)


@router.post("/{name}/promote")
def promote(name: str, subject: Annotated[str, Depends(require_token)]) -> dict[str, Any]:
    return success(_plain(default_registry().service.promote(name)), by=subject)
