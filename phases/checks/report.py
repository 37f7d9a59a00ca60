"""``migration_validation_report_<UTC time>.json``: every check of a run, and the verdict.

The shape is fixed in ``docs/reference/validation-report.schema.json``.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rezone.phases.checks.model import Status, Verdict
from rezone.phases.migration import REPORTS
from rezone.phases.plan.model import Plan
from rezone.phases.reports.ignored import ignore_run_files
from rezone.phases.reports.json_file import write_json_atomically
from rezone.phases.reports.report import plan_hash
from rezone.phases.reports.timestamp import timestamp
from rezone.phases.standing import BACKUPS
from rezone.phases.version import VERSION

SCHEMA_VERSION = 1


def as_report(verdict: Verdict, plan: Plan) -> dict[str, object]:
    """Return the report of a run of checks, as JSON values."""
    counted = Counter(result.status for result in verdict.results)
    seconds = (verdict.finished - verdict.started).total_seconds()
    return {
        "schema_version": SCHEMA_VERSION,
        "tool_version": VERSION,
        "mode": verdict.mode.value,
        "phases": sorted({result.phase for result in verdict.results}),
        "plan": {"source": plan.source, "hash": plan_hash(plan)},
        "started": timestamp(verdict.started),
        "finished": timestamp(verdict.finished),
        "duration_seconds": max(round(seconds, 3), 0.0),
        "strict": verdict.strict,
        "holds": verdict.holds,
        "totals": {status.value: counted[status] for status in Status},
        "checks": [result.as_dict() for result in verdict.results],
    }


def write(root: Path, verdict: Verdict, plan: Plan) -> Path:
    """Write the report into *root*, where git ignores it; return its path.

    Raises:
        Refused: it cannot be written.
    """
    ignore_run_files(root, BACKUPS, REPORTS)
    moment = verdict.finished.strftime("%Y%m%dT%H%M%S.%fZ")
    path = root / f"migration_validation_report_{moment}.json"
    write_json_atomically(path, as_report(verdict, plan))
    return path
