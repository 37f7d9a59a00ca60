"""The manifest of a phase: what the tree was, what it became, and where between it stands."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from rezone.phases.readable_json import laid_out
from rezone.phases.transaction import durable
from rezone.phases.transaction.presence import is_there
from rezone.transforms.errors import Refused
from rezone.transforms.records import replace

NAME = "manifest.json"
FILES = "files"
KEPT = "kept"
FORMAT = 1


class Status(StrEnum):
    """Where a phase stands; the first and third are seen on disk only after a crash."""

    APPLYING = "applying"
    APPLIED = "applied"
    ROLLING_BACK = "rolling_back"
    ROLLED_BACK = "rolled_back"

    @property
    def is_interrupted(self) -> bool:
        """Say whether `recover` has something to do."""
        return self in (Status.APPLYING, Status.ROLLING_BACK)


def told(number: int) -> str:
    """Return what the transaction *number* is called: phases count from 1, removals down from 0."""
    return f"phase {number}" if number > 0 else "the removal of bridges"


def undoing(number: int) -> str:
    """Return the command that undoes the transaction *number*."""
    what = f"--phase {number}" if number > 0 else "--drop-shims"
    return f"rezone migrate {what} --rollback"


class FileRecord(Struct, frozen=True):
    """One file before and after; paths are posix and relative to the root.

    *before* and *after* are the sha256 (hex) of the bytes, or of the text of a link; ``""``
    where there is no file.  *mode* holds the permission bits before, ``None`` for a new file.
    *link_before* and *link_after* are the texts of a symbolic link, ``None`` for plain files.
    """

    old: str | None
    new: str | None
    before: str
    after: str
    mode: int | None = None
    link_before: str | None = None
    link_after: str | None = None


class FolderRecord(Struct, frozen=True):
    """A folder that goes away, and its permission bits."""

    path: str
    mode: int


class Manifest(Struct, frozen=True):
    """What one phase did to the tree.

    *created_folders* are ordered outermost first, *removed_folders* deepest first.  *moves* are
    pairs of qualified names, *time* is when the phase was applied (ISO 8601, UTC), *outcome* is
    whatever the caller wants to find again (JSON values).  *store* is the folder of the backup
    that holds what a rollback brings back.
    """

    phase: int
    status: Status
    files: tuple[FileRecord, ...] = ()
    created_folders: tuple[str, ...] = ()
    removed_folders: tuple[FolderRecord, ...] = ()
    plan_hash: str = ""
    moves: tuple[tuple[str, str], ...] = ()
    tool_version: str = ""
    time: str = ""
    outcome: Mapping[str, object] = field(default_factory=dict)
    store: str = FILES
    format: int = FORMAT

    def with_status(self, status: Status) -> Manifest:
        """Return the same manifest with another status."""
        return replace(self, status=status)


def write(path: Path, manifest: Manifest) -> None:
    """Put *manifest* on disk as JSON, modes as octal text; all of it or not at all."""
    values = _values(manifest)
    values["files"] = [_as_dict(record) for record in manifest.files]
    values["removed_folders"] = [_as_dict(record) for record in manifest.removed_folders]
    text = laid_out({"format": FORMAT} | values, ascii_only=True)
    durable.write(path, text.encode())


def _values(record: Struct) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def _as_dict(record: FileRecord | FolderRecord) -> dict[str, object]:
    values = _values(record)
    mode = values["mode"]
    return values | {"mode": None if mode is None else f"{mode:04o}"}


def read(path: Path) -> Manifest:
    """Return the manifest at *path*.

    Raises:
        Refused: the file is no manifest, or one of a format this version does not know.
    """
    try:
        found = json.loads(path.read_bytes())
        if found["format"] != FORMAT:
            raise Refused(
                f"the manifest has format {found['format']}, this version knows {FORMAT}",
                path.as_posix(),
                hint="use the version of rezone that wrote it",
            )
        return _parse(found)
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(
            f"this is no manifest: {error}",
            path.as_posix(),
            hint="the files of the backup can be copied back by hand",
        ) from error


def states(backups: Path) -> dict[int, Manifest]:
    """Return the manifest of every phase that has one, by phase number.

    Raises:
        Refused: a manifest cannot be read.
    """
    manifests = {number: backups / f"phase{number}" / NAME for number in phases(backups)}
    return {number: read(path) for number, path in manifests.items() if is_there(path)}


def places(backups: Path) -> dict[str, str]:
    """Return where the files are that applied phases moved, by the place they were at first.

    Raises:
        Refused: a manifest cannot be read.
    """
    found: dict[str, str] = {}
    for manifest in states(backups).values():
        if manifest.status == Status.APPLIED:
            moved = {f.old: f.new for f in manifest.files if f.old and f.new and f.old != f.new}
            found = {old: moved.pop(new, new) for old, new in found.items()} | moved
    return found


def phases(backups: Path) -> list[int]:
    """Return the numbers of the phases that have a folder in *backups*, in order."""
    names = os.listdir(backups) if is_there(backups) else []
    matches = (re.fullmatch(r"phase(0|-?[1-9][0-9]*)", name) for name in names)
    return sorted(int(match[1]) for match in matches if match)


def _parse(found: dict[str, Any]) -> Manifest:
    def with_mode(record: dict[str, Any]) -> dict[str, Any]:
        return record | {"mode": None if record["mode"] is None else int(record["mode"], 8)}

    return Manifest(
        **found
        | {
            "status": Status(found["status"]),
            "files": tuple(FileRecord(**with_mode(record)) for record in found["files"]),
            "created_folders": tuple(found["created_folders"]),
            "removed_folders": tuple(
                FolderRecord(**with_mode(record)) for record in found["removed_folders"]
            ),
            "moves": tuple((old, new) for old, new in found["moves"]),
        }
    )
