"""What a power cut may leave of a series of operations.

The model is what POSIX and journalling file systems promise, no more.  Data of a file is on disk
once the file is synced, else any part of it may be missing.  A name is on disk once its folder is
synced; until then it may be missing, and so may everything that happened in that folder later.
A rename is one step: it happened in both folders or in none.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from operations import Operation, watched

_DATA = ("write", "chmod", "truncate")


@dataclass(frozen=True)
class Event:
    """An operation done: the *files* (or folders) it touches, by identity, and their *paths*.

    *synced* are those whose sync makes it last: the file for data, a folder for a name.
    """

    name: str
    paths: tuple[str, ...]
    data: bytes
    order: frozenset[int]
    synced: frozenset[int]


@dataclass
class Recording:
    """The operations below *root*, as they are done."""

    root: str
    events: list[Event] = field(default_factory=list)
    _ids: dict[str, int] = field(default_factory=dict)
    _next: int = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Record while the block runs."""
        self._new(self.root)
        for top, folders, files in os.walk(self.root):
            for name in folders + files:
                self._new(os.path.join(top, name))
        with watched(self.root, self._before, self._after):
            yield

    def _before(self, operation: Operation) -> None:
        """Truncation is known before only: afterwards a file looks new."""
        if operation.name == "create" and operation.paths[0] in self._ids:
            self._add("truncate", operation.paths, b"", [operation.paths[0]], operation.paths)

    def _after(self, operation: Operation) -> None:
        name, paths = operation.name, operation.paths
        above = [os.path.dirname(path) for path in paths]
        if name == "create" and paths[0] in self._ids:
            return
        if name in ("create", "symlink", "mkdir", "link"):
            self._new(paths[-1])
            order = [*above, paths[-1]] if name == "mkdir" else above
            self._add(name, paths, operation.data, order, above[-1:])
        elif name in ("replace", "rename"):
            self._add("rename", paths, b"", above, above)
            self._rename(*paths)
        elif name in ("unlink", "rmdir"):
            order = [*above, *paths] if name == "rmdir" else above
            self._add(name, paths, b"", order, above)
            del self._ids[paths[0]]
        elif name == "write":
            self._add(name, paths, operation.data, paths, paths)
        elif name == "chmod":
            mode = stat.S_IMODE(os.lstat(paths[0]).st_mode)
            self._add(name, paths, b"%o" % mode, paths, paths)
        elif name == "fsync":
            self._add(name, paths, b"", [], paths)

    def _add(
        self, name: str, paths: tuple[str, ...], data: bytes, order: object, synced: object
    ) -> None:
        def ids(of: object) -> frozenset[int]:
            assert isinstance(of, list | tuple)
            return frozenset(self._ids[path] for path in of)

        self.events.append(Event(name, paths, data, ids(order), ids(synced)))

    def _new(self, path: str) -> None:
        self._ids[path] = self._next
        self._next += 1

    def _rename(self, old: str, new: str) -> None:
        moved = {p: i for p, i in self._ids.items() if p == old or p.startswith(old + "/")}
        for path, number in moved.items():
            del self._ids[path]
            self._ids[new + path[len(old) :]] = number


def survivors(events: list[Event], chance: Random) -> list[Event]:
    """Return what of *events* is on disk when the power goes after the last of them."""
    sure = _lasting(events)
    gone: set[int] = set()
    kept = []
    odds = chance.choice((0.0, 0.1, 0.5, 1.0))
    for number, event in enumerate(events):
        if event.name == "fsync":
            continue
        if number in sure or (not event.order & gone and chance.random() >= odds):
            kept.append(event)
            continue
        gone |= event.order
        if event.name == "write":  # a part may be there
            part = event.data[: chance.randrange(len(event.data) + 1)]
            kept.append(Event(event.name, event.paths, part, event.order, event.synced))
    return kept


def _lasting(events: list[Event]) -> set[int]:
    """Return the numbers of the events that no power cut takes back."""
    synced: set[int] = set()
    ordered: set[int] = set()
    found = set()
    for number in range(len(events) - 1, -1, -1):
        event = events[number]
        if event.name == "fsync":
            synced |= event.synced
        elif event.synced & synced or event.order & ordered:
            found.add(number)
            if event.name not in _DATA:
                ordered |= event.order
    return found


def carry_out(events: list[Event], source: str, target: Path) -> None:
    """Do *events*, recorded below *source*, below *target*; what lacks its folder is not done."""
    for event in events:
        paths = [target / os.path.relpath(path, source) for path in event.paths]
        try:
            _do(event, paths)
        except (FileNotFoundError, NotADirectoryError):
            continue


def _do(event: Event, paths: list[Path]) -> None:
    match event.name:
        case "create":
            paths[0].parent.lstat()
            paths[0].touch()
        case "write":
            with open(paths[0], "r+b") as stream:
                stream.seek(0, os.SEEK_END)
                stream.write(event.data)
        case "truncate":
            os.truncate(paths[0], 0)
        case "mkdir":
            paths[0].mkdir()
        case "symlink":
            os.symlink(os.fsdecode(event.data), paths[0])
        case "link":
            os.link(paths[0], paths[1], follow_symlinks=False)
        case "rename":
            os.replace(paths[0], paths[1])
        case "unlink":
            paths[0].unlink()
        case "rmdir":
            paths[0].rmdir()
        case "chmod":
            paths[0].chmod(int(event.data, 8))
