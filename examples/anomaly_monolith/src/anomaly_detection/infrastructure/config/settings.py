"""Read the settings once; the environment wins over ``defaults.yaml``.

Both ways to reach package data are used: ``importlib.resources`` by name, and the folder of this file.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, Field

from ..utils.config import read_overrides

PREFIX = "ANOMALY_"


class Settings(BaseModel):
    """Validated settings; unknown keys are an error, so a typo does not pass silently."""

    model_config = {"extra": "forbid"}

    algorithm: str = "z_score"
    contamination: float = Field(default=0.1, gt=0.0, lt=0.5)
    requests_per_minute: int = Field(default=600, gt=0)
    window: int = Field(default=50, gt=1)
    secret: str = "change-me"


def _defaults() -> dict[str, Any]:
    text = resources.files("anomaly_detection.infrastructure.config").joinpath("defaults.yaml").read_text("utf-8")
    return dict(yaml.safe_load(text))


def load(environ: dict[str, str]) -> Settings:
    """Return the defaults with the overrides of *environ* on top."""
    return Settings.model_validate(_defaults() | read_overrides(environ, PREFIX))


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    return load(dict(os.environ))


def logging_config() -> dict[str, Any]:
    """Return the ``dictConfig`` that lies beside this file."""
    return dict(json.loads((Path(__file__).parent / "logging.json").read_text("utf-8")))
