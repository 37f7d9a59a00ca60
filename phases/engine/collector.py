"""The garbage collector, out of the way while syntax trees come and go."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Stop looking for reference cycles.

    Syntax trees have none, and are freed as soon as a file is done; looking for cycles among
    their thousands of nodes doubles the time of parsing.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
