"""A decorator that logs how long a call took."""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from anomaly_detection.domain.interfaces.analytics_operations import Clock

P = ParamSpec("P")
R = TypeVar("R")


def logged(level: int = logging.DEBUG, clock: Clock = time.perf_counter) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Log each call under the module that defines the function, so ``caplog`` and filters see where it lives."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        log = logging.getLogger(function.__module__)

        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            start = clock()
            try:
                return function(*args, **kwargs)
            finally:
                log.log(level, "%s took %.3f s", function.__qualname__, clock() - start)

        return wrapper

    return decorate
