"""A phase that was applied: told from its report and its backup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rezone.phases.reports.dashboard.diffs import DiffBudget
from rezone.phases.reports.dashboard.model import FileFacts, PhaseFacts, ReferenceFacts
from rezone.phases.transaction.backup import PhaseFolder
from rezone.phases.transaction.copies import Copies
from rezone.phases.transaction.manifest import FileRecord, Manifest
from rezone.phases.transaction.presence import is_link
from rezone.transforms.errors import Refused
from rezone.transforms.records import replace


def told_by_report(
    facts: PhaseFacts,
    report: Mapping[str, Any],
    manifest: Manifest | None,
    backups: Path,
    budget: DiffBudget | None,
) -> PhaseFacts:
    """Return *facts* with what the *report* of the run says.

    Without a *budget* files and references are counted only.
    """
    totals = report["totals"]
    backup = _Backup(manifest, PhaseFolder(backups, facts.number))
    return replace(
        facts,
        source="report",
        files_moved=totals["moved"],
        files_edited=totals["edited"],
        files_proven=totals["proven"],
        duration_seconds=report["duration_seconds"],
        references=dict(totals["references"]["by_status"]),
        files=() if budget is None else tuple(_files(report["files"], backup, budget)),
        left_alone=() if budget is None else tuple(map(reference, report["left_alone"])),
        to_review=() if budget is None else tuple(map(reference, report["to_review"])),
        warnings=tuple(report["warnings"]),
    )


def told_by_manifest(
    facts: PhaseFacts, manifest: Manifest, backups: Path, budget: DiffBudget | None
) -> PhaseFacts:
    """Return *facts* with what the *manifest* of the backup says: files, but no references."""
    backup = _Backup(manifest, PhaseFolder(backups, facts.number))
    both = [file for file in manifest.files if file.old is not None and file.new is not None]
    rows: Iterable[Mapping[str, Any]] = (
        {"old": f.old, "new": f.new, "edits": {}, "proven": False} for f in manifest.files
    )
    return replace(
        facts,
        source="manifest",
        files_moved=sum(file.old != file.new for file in both),
        files_edited=sum(file.before != file.after for file in both),
        files=() if budget is None else tuple(_files(rows, backup, budget)),
    )


def reference(row: Mapping[str, Any]) -> ReferenceFacts:
    """Return a reference of a report."""
    return ReferenceFacts(
        row["file_after"],
        row["line"],
        row["kind"],
        row["old"],
        row["new"],
        row["status"],
        row["reason"],
    )


def _files(
    rows: Iterable[Mapping[str, Any]], backup: _Backup, budget: DiffBudget
) -> Iterator[FileFacts]:
    for row in rows:
        diff, left_out = backup.diff(row["old"], row["new"], budget)
        yield FileFacts(row["old"], row["new"], row["edits"], row["proven"], diff, left_out)


class _Backup:
    """What the backup of a phase keeps of each file, before and after."""

    def __init__(self, manifest: Manifest | None, folder: PhaseFolder) -> None:
        self.folder = folder
        self.copies = Copies(folder.migrated)
        files = () if manifest is None else manifest.files
        self.records: dict[tuple[str | None, str | None], FileRecord] = {
            (file.old, file.new): file for file in files
        }

    def diff(self, old: str | None, new: str | None, budget: DiffBudget) -> tuple[str, str]:
        """Return what differs between the file at *old* and at *new*, as a phase left it."""
        record = self.records.get((old, new))
        if record is not None and record.before == record.after:
            return "", ""
        if record is None or new is None or old is None:
            return "", "" if record is not None else "nobody kept what it was"
        return budget.diff(_read(self.folder.files / old), self._copy(new))

    def _copy(self, new: str) -> bytes | None:
        try:
            return self.copies.read(new)
        except Refused:
            return None


def _read(path: Path) -> bytes | None:
    try:
        return None if is_link(path) else path.read_bytes()
    except OSError:
        return None
