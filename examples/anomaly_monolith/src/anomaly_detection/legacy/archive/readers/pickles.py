"""Pickles name the module of every class, for ever.  This reader asks for the class, wherever it lives today."""

from __future__ import annotations

import io
import pickle
from importlib import import_module
from typing import Any

from . import __name__ as _package
from ... import compat
from ....domain import entities
from ....domain.entities import DetectionResult


class _Unpickler(pickle.Unpickler):
    """Finds a class under its old module, or among today's entities by its own name."""

    def find_class(self, module: str, name: str) -> Any:
        try:
            return getattr(import_module(module), name)
        except (AttributeError, ModuleNotFoundError):
            return getattr(entities, name)


def read_result(data: bytes) -> DetectionResult:
    """Return a stored result; anything else in the stream is a ``TypeError``."""
    result = _Unpickler(io.BytesIO(data)).load()
    if not isinstance(result, DetectionResult):
        raise TypeError(f"{_package}: {type(result).__name__} is no result")
    compat.found_last[:] = result.anomalies
    return result
