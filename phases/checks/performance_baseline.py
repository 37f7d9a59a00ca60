"""``performance_baseline.json``: what the program cost before a phase.

The shape is fixed in ``docs/reference/performance-baseline.schema.json``.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rezone.phases.reports.ignored import ignore_run_files
from rezone.phases.reports.json_file import write_json_atomically
from rezone.phases.reports.timestamp import timestamp
from rezone.phases.version import VERSION

NAME = "performance_baseline.json"
SCHEMA_VERSION = 1

_UNITS = {"s": "seconds", "B": "bytes"}


def write(
    root: Path, phase: int, samples: Mapping[str, Sequence[float]], *, keep: bool = False
) -> Path:
    """Write *samples* (quantity with its unit → values) into *root*; return the path.

    With *keep* a baseline that is there stays.

    Raises:
        Refused: it cannot be written.
    """
    from statistics import median

    path = root / NAME
    if keep and path.exists():
        return path
    ignore_run_files(root)
    record = {
        "schema_version": SCHEMA_VERSION,
        "tool_version": VERSION,
        "time": timestamp(datetime.now(UTC)),
        "phase": phase,
        "machine": {"system": platform.platform(), "processor": platform.machine()},
        "quantities": [
            {
                "name": name[:-2],
                "unit": _UNITS[name[-1]],
                "median": median(values),
                "samples": list(values),
            }
            for name, values in samples.items()
        ],
    }
    write_json_atomically(path, record)
    return path
