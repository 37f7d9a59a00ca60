"""Several workers at once.  The name begins like that of ``worker``; this module does not move."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import worker
from .infrastructure.processing import distributed_processor as processor


def run_all(batches: Iterable[list[str]], workers: int = 2) -> list[list[dict[str, Any]]]:
    """Give each batch of lines to a worker of its own."""
    return processor.distribute(lambda lines: list(worker.run(lines)), batches, workers)
