"""Checks of the surroundings: memory, disk, detectors."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from anomaly_detection.infrastructure.adapters.algorithms import registry

MINIMUM_FREE = 10_000


@dataclass(frozen=True)
class CheckResult:
    name: str
    ok: bool
    detail: str = ""


Check = Callable[[], CheckResult]


def disk_check() -> CheckResult:
    free = shutil.disk_usage(".").free
    return CheckResult("disk", free > MINIMUM_FREE, f"{free} bytes free")


def detector_check() -> CheckResult:
    names = registry.available()
    return CheckResult("detectors", bool(names), ", ".join(names))


def default_checks() -> Sequence[Check]:
    return disk_check, detector_check
