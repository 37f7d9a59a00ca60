"""A trained detector as a thing with a name, a version and a life cycle."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any


class ModelStatus(str, Enum):
    DRAFT = "draft"
    STAGING = "staging"
    PRODUCTION = "production"
    RETIRED = "retired"


_NEXT = {
    ModelStatus.DRAFT: ModelStatus.STAGING,
    ModelStatus.STAGING: ModelStatus.PRODUCTION,
    ModelStatus.PRODUCTION: ModelStatus.RETIRED,
}


@dataclass(frozen=True)
class Model:
    """Immutable: a promoted model is a new object with the same key.

    >>> Model("fraud", 2, "z_score").promote().status.value
    'staging'
    """

    name: str
    version: int
    algorithm: str
    parameters: dict[str, Any] = field(default_factory=dict, hash=False)
    status: ModelStatus = ModelStatus.DRAFT

    @property
    def key(self) -> str:
        return f"{self.name}@{self.version}"

    def promote(self) -> Model:
        """Return the model one stage further; a retired one stays retired."""
        return replace(self, status=_NEXT.get(self.status, self.status))
