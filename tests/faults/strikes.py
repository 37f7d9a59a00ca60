"""What can happen to a run: each kind of fault, from one operation on."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from commands import rezone
from operations import NEEDS_SPACE, Operation, watched
from shop import OURS

Strike = Callable[[Path, Operation, bool], None]
"""Called with the root, an operation at or after the one that is struck, and whether it is that."""


def kill(_root: Path, _operation: Operation, _is_first: bool) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail_once(number: int, _root: Path, operation: Operation, is_first: bool) -> None:
    if is_first:
        _fail(number, operation)


def fill_the_disk(_root: Path, operation: Operation, _is_first: bool) -> None:
    if operation.name in NEEDS_SPACE:
        _fail(errno.ENOSPC, operation)


def break_the_disk(_root: Path, operation: Operation, _is_first: bool) -> None:
    _fail(errno.EIO, operation)


class LockFolder:
    """From one operation on, nothing changes any more in the folder it works in."""

    def __init__(self) -> None:
        self.folder = ""

    def __call__(self, _root: Path, operation: Operation, is_first: bool) -> None:
        if is_first:
            self.folder = os.path.dirname(operation.paths[-1])
        changes = not operation.reads and operation.name not in ("write", "fsync", "sendfile")
        if changes and self.folder in map(os.path.dirname, operation.paths):
            _fail(errno.EACCES, operation)


class Vanish:
    """The first file of the tree that an operation is about is deleted just before it."""

    def __init__(self) -> None:
        self.is_done = False

    def __call__(self, root: Path, operation: Operation, _is_first: bool) -> None:
        for path in operation.paths:
            is_theirs = not os.path.relpath(path, root).startswith((*OURS, "rezone.toml"))
            if is_theirs and not self.is_done and os.path.isfile(path):
                self.is_done = True
                os.unlink(path)
                print(f"vanished: {os.path.relpath(path, root)}", file=sys.stderr)


STRIKES: dict[str, Callable[[], Strike]] = {
    "killed": lambda: kill,
    "ENOSPC": lambda: partial(fail_once, errno.ENOSPC),
    "EACCES": lambda: partial(fail_once, errno.EACCES),
    "EIO": lambda: partial(fail_once, errno.EIO),
    "full disk": lambda: fill_the_disk,
    "broken disk": lambda: break_the_disk,
    "read-only folder": LockFolder,
    "vanished file": Vanish,
}
"""The kinds of faults; those named for an error number come once, the others stay."""

ALSO_READS = ("EACCES", "EIO", "vanished file")
"""The kinds that strike operations that only read as well."""


class Faults:
    """Counts the operations of a run, and strikes from number *at* on."""

    def __init__(self, root: Path, kind: str, at: int = -1) -> None:
        self.root = root
        self.strike = STRIKES[kind]()
        self.with_reads = kind in ALSO_READS
        self.at = at
        self.count = 0

    def __call__(self, operation: Operation) -> None:
        is_counted = self.with_reads or not operation.reads
        self.count += is_counted
        if 0 <= self.at < self.count:
            self.strike(self.root, operation, is_counted and self.count - 1 == self.at)

    def installed(self) -> AbstractContextManager[None]:
        """Watch the operations below the root while the block runs."""
        return watched(str(self.root), self)


def operations_of(root: Path, kind: str, arguments: tuple[str, ...]) -> int:
    """Run a command to its end, and return how many operations of it *kind* may strike."""
    told = root.parent / "count"

    @contextmanager
    def counted() -> Iterator[None]:
        faults = Faults(root, kind)
        with faults.installed():
            try:
                yield
            finally:
                told.write_text(str(faults.count))

    assert rezone(root, *arguments, inside=counted).code == 0
    return int(told.read_text())


def _fail(number: int, operation: Operation) -> None:
    raise OSError(number, os.strerror(number), operation.paths[0])
