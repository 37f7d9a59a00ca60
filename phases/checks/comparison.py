"""What a check compared: the values before a phase and after it, kept for people to look at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from rezone.phases.migration import REPORTS
from rezone.phases.reports.ignored import self_ignoring
from rezone.phases.reports.json_file import write_json_atomically
from rezone.phases.reports.timestamp import timestamp

FOLDER = "compared"


class Comparison(Struct, frozen=True):
    """Values under the same keys *before* and *after* a phase, what the check made of each in
    *judged*, and the *time* of the check.
    """

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    judged: Mapping[str, Any]
    time: str = ""


def store(root: Path, phase: int, name: str, found: Comparison) -> None:
    """Keep *found* as the comparison *name* of *phase*, in place of an earlier one.

    Raises:
        Refused: it cannot be written.
    """
    path = self_ignoring(root, REPORTS) / FOLDER / f"phase{phase}" / f"{name}.json"
    record = {
        "time": timestamp(datetime.now(UTC)),
        "before": dict(found.before),
        "after": dict(found.after),
        "judged": dict(found.judged),
    }
    write_json_atomically(path, record)


def stored(root: Path, phase: int, name: str) -> Comparison | None:
    """Return the comparison *name* of *phase*, None if nothing was compared yet."""
    path = root / REPORTS / FOLDER / f"phase{phase}" / f"{name}.json"
    try:
        record = json.loads(path.read_bytes())
        return Comparison(
            dict(record["before"]), dict(record["after"]), dict(record["judged"]), record["time"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None  # written by nobody, or cut short: the same as none
