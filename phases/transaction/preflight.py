"""Everything that can be known to go wrong, before anything is written."""

from __future__ import annotations

import os
import shutil
import stat
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path, PureWindowsPath

from msgspec import Struct

from rezone.phases.transaction import fingerprint
from rezone.phases.transaction.fingerprint import Fingerprint
from rezone.phases.transaction.interrupts import Pulse
from rezone.phases.transaction.manifest import FolderRecord
from rezone.phases.transaction.paths import Places, ancestors, case_key, depth, is_below, parent
from rezone.phases.transaction.presence import is_folder, is_same, is_there, leads_to_folder
from rezone.transforms.edits.change_set import ChangeSet, FileChange
from rezone.transforms.errors import Refused, TreeChanged

MARGIN = 8 * 1024 * 1024
"""Bytes that stay free on the disk, for manifest, journal and folders."""


class Survey(Struct, frozen=True):
    """What the tree holds where a change set will touch it.

    *files* are the changes that change something; *found* has one entry an old path.
    *created_folders* are missing now, outermost first; *removed_folders* exist, deepest first.
    """

    files: tuple[FileChange, ...]
    found: Mapping[str, Fingerprint]
    created_folders: tuple[str, ...]
    removed_folders: tuple[FolderRecord, ...]


def survey(root: Path, changes: ChangeSet, backups: Path, pulse: Pulse) -> Survey:
    """Return what *changes* will meet below *root*; read the files, write nothing.

    Raises:
        TreeChanged: a file is gone or has other bytes than the change was computed from.
        Refused: a path leads out of the root, two files claim one path, a path is taken, a
            folder is not writable, or the disk is too full.  The problem lists every case.
    """
    paths = {path for change in changes.files for path in (change.old, change.new) if path}
    places = Places(root)
    _refuse(_misplaced(places, backups, sorted(paths | set(changes.removed_folders))))
    _refuse(_ambiguous(places, changes.files))
    found = _found(root, changes.files, pulse)
    files = tuple(change for change in changes.files if not _is_idle(change))
    _refuse(_taken(root, files, changes.removed_folders))
    removed = _removed(root, files, changes.removed_folders)
    created = _created(root, files, removed)
    _refuse(_locked(root, files, removed))
    _refuse_full_disk(root, backups, files, found)
    return Survey(files, found, created, removed)


def _refuse(problems: Iterable[tuple[str, str]], kind: type[Refused] = Refused) -> None:
    """Raise one *kind* for all (path, problem) pairs, if there are any."""
    listed = list(problems)
    if listed:
        text = "; ".join(f"{path}: {problem}" for path, problem in listed[1:])
        raise kind(listed[0][1] + (f"; {text}" if text else ""), listed[0][0])


def _misplaced(places: Places, backups: Path, paths: list[str]) -> list[tuple[str, str]]:
    problems = []
    store = os.path.realpath(backups)
    for path in paths:
        is_odd = "\0" in path or not _NO_NAMES.isdisjoint(path.split("/"))
        if is_odd or _is_foreign(path):
            problems.append((path, "is no plain path below the root"))
        elif places.is_outside(path):
            problems.append((path, "a symbolic link above it leads out of the root"))
        elif is_below(places.of(path), store):
            problems.append((path, "belongs to the backups"))
    return problems


_NO_NAMES = frozenset({"", ".", ".."})


def _is_foreign(path: str) -> bool:
    """Say whether *path* means something else on Windows: a backslash or a drive does."""
    if os.name != "nt":
        return False
    foreign = PureWindowsPath(path)
    return foreign.as_posix() != path or foreign.drive != ""


def _ambiguous(places: Places, files: Iterable[FileChange]) -> list[tuple[str, str]]:
    """Find paths that two changes claim: the same, by case only, or through a linked folder."""
    olds = [change.old for change in files if change.old is not None]
    news = [change.new for change in files if change.new is not None]
    problems = [(path, "changes twice") for path, n in Counter(olds).items() if n > 1]
    problems += [(path, "is claimed by two files") for path, n in Counter(news).items() if n > 1]
    targets = set(news)
    claimed: dict[str, str] = {}
    for path in sorted(targets):
        rival = claimed.setdefault(case_key(path), path)
        if rival != path:
            problems.append((path, f"differs from {rival} only by case"))
        problems += [(path, f"{up} becomes a file") for up in ancestors(path) if up in targets]
    owners: dict[str, str] = {}
    for path in sorted({*olds, *news}):
        rival = owners.setdefault(places.of(path), path)
        if rival != path:
            problems.append((path, f"is the same place as {rival}"))
    return problems


def _found(root: Path, files: Iterable[FileChange], pulse: Pulse) -> dict[str, Fingerprint]:
    found: dict[str, Fingerprint] = {}
    problems = []
    for change in files:
        if change.old is None:
            continue
        pulse.beat()
        seen = fingerprint.take(os.path.join(root, change.old))
        if seen is None:
            problems.append((change.old, "is gone"))
        elif not seen.digest:
            problems.append((change.old, "is neither a file nor a symbolic link"))
        elif seen.digest != change.before:
            problems.append((change.old, "was edited since it was read"))
        else:
            found[change.old] = seen
    _refuse(problems, TreeChanged)
    return found


def _is_idle(change: FileChange) -> bool:
    return change.old == change.new and change.content is None and change.link is None


def _taken(
    root: Path, files: Iterable[FileChange], removed: tuple[str, ...]
) -> list[tuple[str, str]]:
    leaving = {case_key(change.old): change.old for change in files if change.old is not None}
    gone = {change.old for change in files}
    problems = []
    for change in files:
        if change.new is None or change.new in gone:
            continue
        path = os.path.join(root, change.new)
        rival = leaving.get(case_key(change.new))
        is_renamed = rival is not None and is_same(path, root / rival)
        is_emptied = change.new in removed and is_folder(path)
        if is_there(path) and not is_renamed and not is_emptied:
            problems.append((change.new, "exists already"))
        for folder in ancestors(change.new):
            if is_there(root / folder) and not leads_to_folder(root / folder):
                problems += [(change.new, f"{folder} is no folder")] * (folder not in gone)
    return problems


def _removed(
    root: Path, files: Iterable[FileChange], folders: Iterable[str]
) -> tuple[FolderRecord, ...]:
    needed = {up for change in files if change.new for up in ancestors(change.new)}
    return tuple(
        FolderRecord(folder, stat.S_IMODE(os.lstat(root / folder).st_mode))
        for folder in sorted(set(folders) - needed, key=depth, reverse=True)
        if is_folder(root / folder)
    )


def _created(
    root: Path, files: Iterable[FileChange], removed: Iterable[FolderRecord]
) -> tuple[str, ...]:
    needed = {up for change in files if change.new for up in ancestors(change.new)}
    # Where case does not count, `Pkg` exists as long as `pkg` does, and must be made after it.
    going = {case_key(folder.path): folder.path for folder in removed}
    leaving = {change.old for change in files}  # a link to a folder may make way for a folder
    missing = [
        folder
        for folder in needed
        if not leads_to_folder(root / folder)
        or folder in leaving
        or (
            (rival := going.get(case_key(folder))) is not None
            and is_same(root / folder, root / rival)
        )
    ]
    return tuple(sorted(missing, key=depth))


def _locked(
    root: Path, files: Iterable[FileChange], removed: Iterable[FolderRecord]
) -> list[tuple[str, str]]:
    """Find folders that cannot be written to."""
    folders = {root / folder.path for folder in removed}
    folders |= {(root / folder.path).parent for folder in removed}
    held = {parent(path) for change in files for path in (change.old, change.new) if path}
    folders |= {_nearest(root / folder) for folder in held}
    return [
        (folder.relative_to(root).as_posix(), "the folder is not writable")
        for folder in sorted(folders)
        if not os.access(folder, os.W_OK | os.X_OK)
    ]


def _refuse_full_disk(
    root: Path, backups: Path, files: Iterable[FileChange], found: Mapping[str, Fingerprint]
) -> None:
    size = copies = 0
    for change in files:
        before = found[change.old].size if change.old is not None else 0
        size += max(before, before if change.content is None else len(change.content))
        copies += len(change.content or b"") if change.old is not None else 0
    needed = 2 * size + copies + MARGIN
    for folder in (_nearest(backups), root):
        free = shutil.disk_usage(folder).free
        if free < needed:
            raise Refused(
                f"the disk has {free / 1e6:.1f} MB free, the run needs {needed / 1e6:.1f} MB",
                folder.as_posix(),
                hint="free some space; nothing was written",
            )


def _nearest(folder: Path) -> Path:
    """Return *folder*, or the nearest one above it that exists."""
    while not leads_to_folder(folder):
        folder = folder.parent
    return folder
