"""``migration_reports/phaseN.json``: every file a phase touches, and every reference it left.

The shape is fixed in ``docs/reference/phase-report.schema.json``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from rezone.phases.engine.outcome import FileOutcome, Preview
from rezone.phases.plan.model import Phase, Plan
from rezone.phases.plan.write import to_json
from rezone.phases.reports.ignored import self_ignoring
from rezone.phases.reports.json_file import write_json_atomically
from rezone.phases.reports.phase_markdown import phase_markdown
from rezone.phases.reports.timestamp import timestamp
from rezone.phases.transaction import durable
from rezone.phases.transaction.fingerprint import digest_of, digest_of_link
from rezone.phases.transaction.refusal import as_refusal
from rezone.phases.version import VERSION
from rezone.transforms.bridges.bridge import Bridge
from rezone.transforms.edits.change_set import FileChange
from rezone.transforms.references.model import Reference, Status, Tier

SCHEMA_VERSION = 1


def build_report(
    preview: Preview,
    phase: Phase,
    plan: Plan,
    *,
    status: str,
    started: datetime,
    finished: datetime,
) -> dict[str, object]:
    """Return the report of a run over *phase*, as JSON values.

    Args:
        preview: what the phase does.
        phase: the phase.
        plan: the plan it is from.
        status: ``applied``, ``rolled_back``, ``dry_run``, ``nothing_to_do`` or ``refused``.
        started: when the run began, with its time zone.
        finished: when it ended.
    """
    changes = preview.changes
    outcomes = {outcome.old: outcome for outcome in preview.files}
    afters = [_after(change) for change in changes.files]
    return {
        "schema_version": SCHEMA_VERSION,
        "tool_version": VERSION,
        "status": str(status),
        "phase": {
            "number": phase.number,
            "title": phase.title,
            "complexity": phase.complexity.value,
            "risk": phase.risk.value,
            "weeks": phase.weeks,
        },
        "plan": {"source": plan.source, "hash": plan_hash(plan)},
        "started": timestamp(started),
        "finished": timestamp(finished),
        # A clock that is set back meanwhile makes no time negative.
        "duration_seconds": max(round((finished - started).total_seconds(), 3), 0.0),
        "totals": {**file_totals(preview, afters), "references": _reference_totals(preview)},
        "moves": [{"source": p.move.source, "target": p.move.target} for p in phase.moves],
        "files": [
            _file(change, after, outcomes)
            for change, after in zip(changes.files, afters, strict=True)
        ],
        "left_alone": list(_listed(preview, lambda r: r.status is not Status.REWRITTEN)),
        "to_review": list(_listed(preview, is_to_review)),
        "created": [change.new for change in changes.files if change.old is None],
        "removed": [change.old for change in changes.files if change.new is None],
        "removed_folders": list(changes.removed_folders),
        "bridges": [_bridge(bridge) for bridge in preview.bridges],
        "warnings": list(preview.warnings),
        "checks": [],  # these two are filled in by whoever runs checks and makes commits
        "commits": [],
    }


def write_report(root: Path, folder: str, report: dict[str, object]) -> Path:
    """Write *report* as ``phaseN.json`` into *folder*, which git ignores; return its path.

    ``phaseN.md`` beside it has the same for people.

    Raises:
        Refused: it cannot be written.
    """
    phase = report["phase"]
    assert isinstance(phase, dict)
    path = self_ignoring(root, folder) / f"phase{phase['number']}.json"
    write_json_atomically(path, report)
    text = phase_markdown(report).encode("utf-8", "backslashreplace")
    with as_refusal(root, "the file was not written"):
        durable.write(path.with_suffix(".md"), text)
    return path


def plan_hash(plan: Plan) -> str:
    """Return the sha256 (hex) of what *plan* says, whatever form it is written in."""
    return digest_of(to_json(plan).encode())


def is_to_review(reference: Reference) -> bool:
    """Say whether a person should look: rewritten for its position, not for what it resolves to."""
    return reference.status is Status.REWRITTEN and reference.tier is not Tier.SURE


def file_totals(preview: Preview, afters: Sequence[str | None] | None = None) -> dict[str, int]:
    """Return how many files are searched, moved, edited, created, removed, proven and bridged.

    A file may count as moved and as edited; *proven* are edited ones, *bridged* old names at which
    a bridge comes or leads elsewhere now: those files count as created or edited too.  *afters*
    are the sha256 of the files of the change set, if they are known.
    """
    changes = preview.changes.files
    afters = [_after(change) for change in changes] if afters is None else afters
    return {
        "searched": preview.searched,
        "moved": sum(change.is_move for change in changes),
        "edited": sum(
            None not in (change.old, after) and after != change.before
            for change, after in zip(changes, afters, strict=True)
        ),
        "created": sum(change.old is None for change in changes),
        "removed": sum(change.new is None for change in changes),
        "proven": sum(file.proven for file in preview.edited),
        "bridged": len(preview.bridges),
    }


def _reference_totals(preview: Preview) -> dict[str, object]:
    references = [reference for file in preview.files for reference in file.references]
    return {
        "all": len(references),
        "by_status": _counted(reference.status for reference in references),
        "by_kind": _counted(reference.kind for reference in references),
        "to_review": sum(map(is_to_review, references)),
    }


def _after(change: FileChange) -> str | None:
    """Return the sha256 of what the file holds afterwards, ``None`` if it is gone then."""
    if change.new is None:
        return None
    if change.link is not None:
        return digest_of_link(change.link)
    if change.content is not None or change.old is None:
        return digest_of(change.content or b"")
    return change.before


def _file(
    change: FileChange, after: str | None, outcomes: dict[str, FileOutcome]
) -> dict[str, object]:
    outcome = outcomes.get(change.old) if change.old and change.new else None
    references = outcome.references if outcome is not None else ()
    return {
        "old": change.old,
        "new": change.new,
        "sha256_before": change.before or None,
        "sha256_after": after,
        "proven": outcome is not None and outcome.proven,
        "edits": _counted(r.kind for r in references if r.status is Status.REWRITTEN),
        "references": [_reference(reference) for reference in references],
    }


def _listed(preview: Preview, choose: Callable[[Reference], bool]) -> Iterator[dict[str, object]]:
    """Yield the chosen references with the file they are in, as it is named before and after."""
    for file in preview.files:
        for reference in filter(choose, file.references):
            yield {"file": file.old, "file_after": file.new, **_reference(reference)}


def _reference(reference: Reference) -> dict[str, object]:
    return {
        "kind": reference.kind.value,
        "line": reference.line,
        "column": reference.column,
        "old": reference.old,
        "new": reference.new,
        "status": reference.status.value,
        "tier": reference.tier.value,
        "reason": reference.reason,
    }


def _bridge(bridge: Bridge) -> dict[str, object]:
    return {
        "path": bridge.path,
        "old": bridge.old,
        "new": bridge.new,
        "phase": bridge.phase,
        "until": bridge.until or None,
    }


def _counted(words: Iterable[StrEnum]) -> dict[str, int]:
    return dict(sorted(Counter(word.value for word in words).items()))
