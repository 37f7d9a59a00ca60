"""The functions of release 0.x on top of today's services.

A museum of import styles, kept on purpose: old programs look like this.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from typing import cast

import anomaly_detection
import anomaly_detection.domain.entities.anomaly
import anomaly_detection.infrastructure.utils.helpers.maths, anomaly_detection.domain.entities.model as model_module  # noqa: E401
from anomaly_detection.domain.entities import Anomaly
from ..domain.entities import Dataset  # the same package as the line above, by another road
from ..domain import services

if sys.version_info >= (3, 12):
    from anomaly_detection.domain.entities import Severity as Level
else:
    from anomaly_detection.domain.entities.value_objects import Severity as Level

try:  # both arms lead to the same function; the second is the road of release 0.9
    from anomaly_detection.infrastructure.utils.helpers.maths import mean as centre
except ImportError:
    from anomaly_detection.infrastructure.utils.helpers import mean as centre

__lazy_modules__ = ["anomaly_detection.infrastructure.utils.helpers.maths"]

found_last = []  # type: list[anomaly_detection.domain.entities.anomaly.Anomaly]


class OldReport:
    """Release 0.x kept its constants in class bodies."""

    from anomaly_detection.domain.entities import ModelStatus as Status

    DEFAULT = Status.DRAFT
    LEVELS = [level.value for level in Level]


def find_outliers(values: list[float]) -> "list[anomaly_detection.domain.entities.anomaly.Anomaly]":
    """Return what :class:`anomaly_detection.domain.services.detection_service.DetectionService` finds."""
    dataset = Dataset.of([[value] for value in values])
    found = services.DetectionService().detect(dataset, "mad").anomalies
    found_last[:] = found
    return [cast("Anomaly", anomaly) for anomaly in found]


def label(values: list[float]) -> str:
    """Describe *values* by dotted uses inside an f-string and a comprehension."""
    spread = [round(z, 1) for z in anomaly_detection.infrastructure.utils.helpers.maths.z_scores(values)]
    return (
        f"{anomaly_detection.__version__}: {anomaly_detection.infrastructure.utils.helpers.maths.median(values):g} "
        f"around {centre(values):g}, {spread}, {model_module.ModelStatus.DRAFT.value}"
    )


def same_package() -> bool:
    """Use a submodule that somebody else imported: only ``import anomaly_detection`` stands above for it."""
    return anomaly_detection.domain.entities.Anomaly is Anomaly


def count(entities: list[object], anomaly_detection: dict[str, int]) -> int:
    """Both parameters hide a module of their name; ``anomaly_detection.get`` is a dictionary's."""
    return len(entities) + anomaly_detection.get("domain", 0)


def aliased() -> str:
    """An alias that equals the package's own name; below it, ``anomaly_detection`` is the entities package."""
    import anomaly_detection.domain.entities as anomaly_detection

    return anomaly_detection.Severity.LOW.value


def by_name() -> list[str]:
    """Load modules by name: absolute, relative to a literal package, with ``__import__`` and from ``sys.modules``."""
    absolute = importlib.import_module("anomaly_detection.infrastructure.config.settings")
    relative = importlib.import_module(".settings", package="anomaly_detection.infrastructure.config")
    upward = importlib.import_module("..domain.entities.model", package="anomaly_detection.legacy")
    old = __import__("anomaly_detection.domain.entities.dataset", fromlist=["Dataset"])
    known = sys.modules["anomaly_detection.domain.entities.anomaly"]
    assert absolute is relative
    return [module.__name__.rpartition(".")[2] for module in (absolute, upward, old, known)]


def quietly(values: list[float]) -> float:
    """Call the old ``average`` without its warning; the filter names the module by a regular expression."""
    from anomaly_detection.infrastructure.utils.helpers import maths

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", module=r"anomaly_detection\.infrastructure\.utils\.helpers\.maths")
        return maths.average(values)
