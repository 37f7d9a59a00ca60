"""What was measured before a phase, kept until it is compared with after."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from rezone.phases.migration import REPORTS
from rezone.phases.reports.ignored import self_ignoring
from rezone.phases.reports.json_file import write_json_atomically
from rezone.phases.reports.timestamp import timestamp

FOLDER = "baselines"

SHAPE = 3
"""Grows where the values of some measure get another shape; those of another one count as none."""


class Baseline(Struct, frozen=True):
    """A measured *value*, and the phases that the tree had behind it then."""

    value: Any
    applied: tuple[int, ...]


def store(root: Path, phase: int, name: str, baseline: Baseline) -> None:
    """Keep *baseline* as the one of *phase*, in place of an earlier one.

    Raises:
        Refused: it cannot be written.
    """
    path = self_ignoring(root, REPORTS) / FOLDER / f"phase{phase}" / f"{name}.json"
    record = {
        "shape": SHAPE,
        "time": timestamp(datetime.now(UTC)),
        "applied": list(baseline.applied),
        "value": baseline.value,
    }
    write_json_atomically(path, record)


def stored(root: Path, phase: int, name: str) -> Baseline | None:
    """Return the baseline of *phase*, None if there is none from before it."""
    path = root / REPORTS / FOLDER / f"phase{phase}" / f"{name}.json"
    try:
        record = json.loads(path.read_bytes())
        found = Baseline(record["value"], tuple(record["applied"]))
        is_ours = record["shape"] == SHAPE
    except (OSError, ValueError, KeyError, TypeError):
        return None  # written by nobody, or cut short: the same as none
    return found if is_ours and phase not in found.applied else None
