"""The reports of a phase, written again when more is known of it."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from rezone.phases.migration import REPORTS, Outcome, Receipt
from rezone.phases.reports.report import write_report
from rezone.transforms.errors import Refused
from rezone.transforms.records import replace


def tell_more(root: Path, receipt: Receipt, **more: object) -> Receipt:
    """Return *receipt* with *more* keys in its report, and write that again.

    A report that cannot be written is told in the note: what was done is done.
    """
    if receipt.report is None:
        return receipt
    report = {**receipt.report, **more}
    note = receipt.note
    try:
        write_report(root, REPORTS, report)
    except Refused as error:
        note = note or f"the report could not be written: {error}"
    return replace(receipt, report=report, note=note)


def tell_rolled_back(root: Path, number: int) -> None:
    """Let the report of phase *number*, if there is one, say that it is rolled back."""
    path = root / REPORTS / f"phase{number}.json"
    with suppress(OSError, ValueError, Refused):  # what is no report of ours stays as it is
        report: Any = json.loads(path.read_bytes())
        if isinstance(report, dict) and report.get("status") == Outcome.APPLIED.value:
            write_report(root, REPORTS, {**report, "status": Outcome.ROLLED_BACK.value})
