"""One writer at a time: a file that names its owner and since when."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import get_ident

from rezone.phases.transaction.processes import is_running, start_of
from rezone.transforms.errors import Refused

NAME = ".lock"
_ATTEMPTS = 10

# What this thread or task already holds: a run that spans several transactions nests.
_mine: ContextVar[frozenset[Path]] = ContextVar("_mine", default=frozenset())
# What any thread of this process holds: a lock with our process id that is not in here was left
# by an earlier process of that id, as they are in containers.
_held: set[Path] = set()


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a lock: process id, host name, and since when (ISO 8601, UTC).

    *start* tells the process from others that had its id before, or have it now.
    """

    pid: int
    host: str
    time: str
    start: str = ""

    def is_gone(self, lock: Path) -> bool:
        """Say whether the owner of *lock* surely ended; on another host that cannot be known."""
        if self.host != socket.gethostname():
            return False
        if self.pid == os.getpid():
            return lock not in _held
        if not is_running(self.pid):
            return True
        now = start_of(self.pid)
        return now != self.start and "" not in (now, self.start)

    def age(self) -> str:
        """Return for how long the lock is held, for people."""
        seconds = int((datetime.now(UTC) - datetime.fromisoformat(self.time)).total_seconds())
        for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
            if seconds >= size:
                return f"{seconds // size} {unit}{'s' if seconds >= 2 * size else ''}"
        return f"{max(seconds, 0)} seconds"


@contextmanager
def hold(backups: Path) -> Iterator[None]:
    """Be the only writer below *backups* while the block runs; nested blocks share the lock.

    Raises:
        Refused: another process holds the lock; the problem names it and the age of the lock.
    """
    lock = Path(os.path.realpath(backups), NAME)
    if lock in _mine.get():
        yield
        return
    pid = os.getpid()
    me = Owner(pid, socket.gethostname(), datetime.now(UTC).isoformat(), start_of(pid))
    token = _mine.set(_mine.get() | {lock})
    try:
        _acquire(lock, me)
        _held.add(lock)
        _sweep(lock)
        try:
            yield
        finally:
            _held.discard(lock)
    finally:
        _mine.reset(token)
        with suppress(OSError, Refused):  # what was done is done; the next run takes it over
            if _read(lock) == me:
                lock.unlink()


def refuse_writers(backups: Path) -> None:
    """Stop if another process is writing below *backups* now.

    Raises:
        Refused: the problem names it and the age of its lock.
    """
    lock = Path(os.path.realpath(backups), NAME)
    owner = None if lock in _mine.get() else _read(lock)
    if owner is not None and not owner.is_gone(lock):
        raise _refused(lock, owner)


def _acquire(lock: Path, me: Owner) -> None:
    for _ in range(_ATTEMPTS):
        if _create(lock, me):
            return
        owner = _read(lock)
        if owner is None:
            continue  # released just now
        if not owner.is_gone(lock):
            raise _refused(lock, owner)
        _bury(lock, owner)
    raise Refused("other processes keep taking the lock", lock.as_posix(), hint="try again")


def _create(lock: Path, owner: Owner) -> bool:
    """Create *lock* with its content in one step, and say whether that worked.

    The content is synced first: a power cut would else leave a lock that names nobody.
    """
    draft = _aside(lock, owner.host, owner.pid)
    try:
        with open(draft, "w", encoding="utf-8") as stream:
            stream.write(json.dumps(asdict(owner)))
            stream.flush()
            os.fsync(stream.fileno())
        return _link(draft, lock)
    finally:
        draft.unlink(missing_ok=True)


def _link(source: Path, lock: Path) -> bool:
    """Give *source* the second name *lock*; return ``False`` if that name is taken."""
    try:
        os.link(source, lock)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links: nearly as good
        try:
            with open(lock, "xb") as stream:
                stream.write(source.read_bytes())
        except FileExistsError:
            return False
    return True


def _read(lock: Path) -> Owner | None:
    try:
        fields = json.loads(lock.read_text(encoding="utf-8"))
        owner = Owner(
            int(fields["pid"]),
            str(fields["host"]),
            str(fields["time"]),
            str(fields.get("start", "")),
        )
        datetime.fromisoformat(owner.time)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(
            "the lock is not readable",
            lock.as_posix(),
            hint="delete it if no other rezone is running",
        ) from error
    return owner


def _bury(lock: Path, dead: Owner) -> None:
    """Remove the lock of *dead*, but not one that a third process took in the meantime."""
    grave = _aside(lock, socket.gethostname(), os.getpid())
    try:
        os.replace(lock, grave)
    except FileNotFoundError:
        return
    try:
        if _read(grave) != dead:
            _link(grave, lock)
    finally:
        grave.unlink()


def _aside(lock: Path, host: str, pid: int) -> Path:
    """Return a name beside *lock* that no other process or thread uses."""
    return lock.with_name(f"{NAME}.{host}.{pid}.{get_ident()}")


def _sweep(lock: Path) -> None:
    """Remove what processes of this host left aside that were killed while they locked."""
    start = f"{NAME}.{socket.gethostname()}."
    for name in os.listdir(lock.parent):
        pid = name.removeprefix(start).partition(".")[0] if name.startswith(start) else ""
        if pid.isdecimal() and not is_running(int(pid)):
            lock.with_name(name).unlink(missing_ok=True)


def _refused(lock: Path, owner: Owner) -> Refused:
    since = f"for {owner.age()} (since {owner.time[:19]} UTC)"
    return Refused(
        f"process {owner.pid} on {owner.host} is writing, {since}",
        lock.as_posix(),
        hint="wait for it; delete this file only if that process is gone",
    )
