"""Which detector answers to which name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ....domain.entities.exceptions import UnknownAlgorithmError
from ....domain.interfaces import Detector

D = TypeVar("D", bound="Detector")

REGISTRY: dict[str, Callable[..., Any]] = {}


def register(name: str) -> Callable[[type[D]], type[D]]:
    """Class decorator: make the class available as *name*."""

    def decorate(detector: type[D]) -> type[D]:
        detector.name = name
        REGISTRY[name] = detector
        return detector

    return decorate


def available() -> list[str]:
    return sorted(REGISTRY)


def create_detector(name: str, **parameters: Any) -> Detector:
    """Return a new detector, or raise :class:`UnknownAlgorithmError` that lists the known names."""
    try:
        factory = REGISTRY[name]
    except KeyError:
        raise UnknownAlgorithmError(f"{name!r} is none of {', '.join(available())}") from None
    detector: Detector = factory(**parameters)
    return detector
