"""``POST /data-management/profile``: what the columns look like."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from ...domain.entities import Dataset
from ...domain.services.data_profiling_service import profile
from ...domain.services.data_validation_service import DataValidationService
from ...infrastructure.api.response_utilities import success

router = APIRouter(tags=["data"])


class Body(BaseModel):
    records: list[dict[str, float]]


@router.post("/profile")
def profile_records(body: Body) -> dict[str, Any]:
    dataset = Dataset.from_records(body.records)
    findings = [str(finding) for finding in DataValidationService().findings(dataset)]
    return success({name: asdict(column) for name, column in profile(dataset).items()}, findings=findings)
