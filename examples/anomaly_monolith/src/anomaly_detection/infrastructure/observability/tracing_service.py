"""Trace ids that follow a call, also across ``await``."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ids = itertools.count(1)
_current: ContextVar[str] = ContextVar("trace", default="-")
_log = logging.getLogger(__name__)


def current_trace_id() -> str:
    """Return the id of the innermost span, ``"-"`` outside of any."""
    return _current.get()


@contextmanager
def span(name: str) -> Iterator[str]:
    """Open a span; spans nest, and the outer id comes back afterwards."""
    trace = f"{name}-{next(_ids)}"
    token = _current.set(trace)
    _log.debug("begin %s", trace)
    try:
        yield trace
    finally:
        _log.debug("end %s", trace)
        _current.reset(token)
