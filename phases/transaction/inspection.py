"""What became of the files of an applied phase, before it is undone."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from rezone.phases.transaction import fingerprint
from rezone.phases.transaction.backup import PhaseFolder
from rezone.phases.transaction.fingerprint import Stamp
from rezone.phases.transaction.interrupts import Pulse
from rezone.phases.transaction.manifest import FileRecord, Manifest
from rezone.phases.transaction.paths import Places, ancestors, case_key
from rezone.phases.transaction.presence import is_same, leads_to_folder
from rezone.transforms.errors import Refused


@dataclass(slots=True)
class Findings:
    """What stands in the tree where an applied phase left its files.

    *stamps* has the files that are there, *strangers* (path to digest) what stands where an
    original must go, *edited* (path to problem) all that differs, for people.
    """

    stamps: dict[str, Stamp] = field(default_factory=dict)
    strangers: dict[str, str] = field(default_factory=dict)
    edited: dict[str, str] = field(default_factory=dict)


def inspect(root: Path, record: Manifest, folder: PhaseFolder, pulse: Pulse) -> Findings:
    """Read every file that will leave the tree or come back into it.

    Raises:
        Refused: a file of the backup is damaged, or a path leads out of the root by now.
    """
    findings = Findings()
    places = Places(root)
    placed = {case_key(file.new): file.new for file in record.files if file.new is not None}
    created = set(record.created_folders)
    for file in record.files:
        pulse.beat()
        if file.new is not None:
            _refuse_outside(places, file.new)
            _compare(root, file.new, file.after, findings)
        if file.old is not None:
            # A link that the phase put in place of a folder leaves before the file comes back.
            if not any(case_key(up) in placed for up in ancestors(file.old)):
                _refuse_outside(places, file.old)
            _verify_backup(folder.path / record.store, file)
            _find_stranger(root, file.old, placed, created, findings)
    return findings


def _refuse_outside(places: Places, path: str) -> None:
    if places.is_outside(path):
        raise Refused("a symbolic link above it leads out of the root", path)


def _verify_backup(store: Path, file: FileRecord) -> None:
    if file.old is not None and not fingerprint.holds(store / file.old, file.before):
        raise Refused(
            "its backup is gone or damaged; nothing was changed",
            file.old,
            hint=f"see {store}",
        )


def _compare(root: Path, path: str, digest: str, findings: Findings) -> None:
    """Note what stands where the phase put a file."""
    found = fingerprint.take(root / path)
    if found is None:
        findings.edited[path] = "is gone"
        return
    findings.stamps[path] = found.stamp
    if found.digest != digest:
        findings.edited[path] = "was edited"


def _find_stranger(
    root: Path, old: str, placed: dict[str, str], created: set[str], findings: Findings
) -> None:
    """Note what stands at the path *old*, or instead of a folder above it."""
    for path in (*ancestors(old), old):
        twin = placed.get(case_key(path))
        if twin == path or (twin is not None and is_same(root / path, root / twin)):
            return  # the phase put it there, and it leaves
        if path in created or (path != old and leads_to_folder(root / path)):
            continue
        found = fingerprint.take(root / path)
        if found is not None:
            findings.stamps[path] = found.stamp
            findings.strangers[path] = found.digest
            findings.edited[path] = "is in the way"
        return
