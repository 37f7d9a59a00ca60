#!/usr/bin/env python3
"""A worker: takes jobs as JSON lines, answers with JSON lines.

Runs as a script (``worker.py --once``), as a module (``python -m anomaly_detection.worker``), and in threads of
:mod:`anomaly_detection.worker_pool`, which stays where it is when this module moves.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from anomaly_detection.domain.entities.exceptions import AnomalyDetectionError
from anomaly_detection.domain.services import detection_service_simple
from anomaly_detection.infrastructure.processing.distributed_processor import distribute


def work(line: str) -> dict[str, Any]:
    """Answer one job, ``{"id": 1, "values": [...]}``."""
    job = json.loads(line)
    try:
        found = detection_service_simple.detect_simple(job["values"])
    except AnomalyDetectionError as error:
        return {"id": job["id"], "error": error.code}
    return {"id": job["id"], "found": [anomaly.index for anomaly in found]}


def run(lines: Iterable[str], once: bool = False) -> Iterator[dict[str, Any]]:
    jobs = [line for line in lines if line.strip()]
    yield from distribute(work, jobs[:1] if once else jobs)


if __name__ == "__main__":
    for answer in run(sys.stdin, once="--once" in sys.argv):
        print(json.dumps(answer))
