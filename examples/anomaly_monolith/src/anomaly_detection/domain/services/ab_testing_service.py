"""Compare two detectors on the same traffic."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from ..entities import Model
from . import mlops_service


@dataclass
class Variant:
    """One side of a test."""

    model: Model
    hits: int = 0
    shown: int = 0

    @property
    def rate(self) -> float:
        return self.hits / self.shown if self.shown else 0.0


@dataclass
class ABTest:
    """Splits by a hash of the key, so that the same key always meets the same side."""

    a: Variant
    b: Variant
    share: float = 0.5
    service: mlops_service.MLOpsService = field(default_factory=mlops_service.MLOpsService)

    def side(self, key: str) -> Variant:
        digest = hashlib.sha256(key.encode()).digest()
        return self.a if digest[0] / 256 < self.share else self.b

    def record(self, key: str, hit: bool) -> None:
        variant = self.side(key)
        variant.shown += 1
        variant.hits += hit

    def winner(self) -> Variant:
        return self.a if self.a.rate >= self.b.rate else self.b
