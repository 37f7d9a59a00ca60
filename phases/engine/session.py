"""One run of libcst's codemod runner: worked out once, carried out file by file.

The runner calls a command for each file, in any order and in several processes, while others
already write.  So whoever comes first works the phase out from the untouched tree, does all that
is no Python file, and leaves the result for the rest.
"""

from __future__ import annotations

import os
import pickle
import tempfile
from pathlib import Path

from msgspec import Struct, field

from rezone.phases.plan.model import Phase, Plan
from rezone.transforms.edits.actions import Edit
from rezone.transforms.edits.change_set import FileChange
from rezone.transforms.errors import Refused


class Task(Struct, frozen=True, dict=True):
    """What is to be done with one Python file: *edits* of its text, then *change* its place."""

    change: FileChange
    edits: tuple[Edit, ...]


class Session(Struct, frozen=True, dict=True):
    """A phase worked out: a task for each Python file that changes, by path from the root.

    *bridges* are the bytes that stay at the old path of a file that moves.
    """

    root: Path
    tasks: dict[str, Task]
    removed_folders: frozenset[str]
    bridges: dict[str, bytes] = field(default_factory=dict)

    def task(self, path: Path) -> Task | None:
        """Return what is to be done with the file at *path*, None if it stays as it is."""
        try:
            return self.tasks.get(path.resolve().relative_to(self.root).as_posix())
        except ValueError:
            return None

    def relocate(self, change: FileChange, content: bytes) -> None:
        """Put a file where it belongs, and take away the folders this empties."""
        assert change.old is not None
        old = self.root / change.old
        if change.new is not None:
            _write(self.root / change.new, content, old)
        bridge = self.bridges.get(change.old)
        if bridge is not None:
            _write(old, bridge, old)
            return
        old.unlink()
        folder = old.parent
        while folder.relative_to(self.root).as_posix() in self.removed_folders:
            leftover = folder / "__pycache__"
            if leftover.is_dir():
                for compiled in leftover.iterdir():
                    compiled.unlink()
                leftover.rmdir()
            try:
                folder.rmdir()
            except OSError:
                break
            folder = folder.parent


def _write(path: Path, content: bytes, like: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as stream:
        stream.write(content)
    os.chmod(stream.name, like.stat().st_mode & 0o7777)
    os.replace(stream.name, path)


def open_session(token: str, root: Path, plan: Plan, phase: Phase, preview: bool) -> Session:
    """Return the session *token*; the first to ask works it out.

    With *preview* nothing is written, now or by `Session.relocate`'s callers.

    Raises:
        PlanErrors, Refused: as `rezone.phases.engine.preview.preview`.
    """
    import fcntl

    folder = Path(tempfile.gettempdir()) / f"rezone-{os.getuid()}-{token}"
    folder.mkdir(mode=0o700, exist_ok=True)
    stored = folder / "session"
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stored.exists():
            found = pickle.loads(stored.read_bytes())
        else:
            found = _worked_out(root, plan, phase, preview)
            stored.write_bytes(pickle.dumps(found))
    if isinstance(found, Exception):
        raise found
    assert isinstance(found, Session)
    return found


def close_session(token: str) -> None:
    """Remove what `open_session` stored."""
    import shutil

    shutil.rmtree(Path(tempfile.gettempdir()) / f"rezone-{os.getuid()}-{token}", ignore_errors=True)


def _worked_out(root: Path, plan: Plan, phase: Phase, preview: bool) -> Session | Exception:
    from rezone.phases.engine.context import seems_applied
    from rezone.phases.engine.preview import preview as work_out
    from rezone.phases.engine.workspace import Workspace
    from rezone.transforms.errors import RezoneError

    try:
        workspace = Workspace.scan(root, plan.workspace.exclude)
        if seems_applied(workspace, plan, phase):
            return Session(root, {}, frozenset())
        found = work_out(workspace, plan, phase)
        edits = {file.old: file.edits for file in found.files}
        olds = {change.old for change in found.changes.files}
        tasks: dict[str, Task] = {}
        others: list[FileChange] = []
        bridges: dict[str, bytes] = {}
        for change in found.changes.files:
            if change.old is not None and change.old.endswith(".py"):
                if change.new is not None and change.new != change.old and change.new in olds:
                    raise Refused(
                        f"{change.new} is to be replaced while it moves itself",
                        change.old,
                        hint=f"rezone migrate --phase {phase.number} --execute does it",
                    )
                tasks[change.old] = Task(change, edits.get(change.old, ()))
            elif change.old is None and change.new in olds:
                assert change.new is not None
                bridges[change.new] = change.content or b""
            else:
                others.append(change)
        session = Session(root, tasks, frozenset(found.changes.removed_folders), bridges)
        if not preview:
            for change in others:
                _carry_out(session, change)
    except (RezoneError, OSError) as error:
        return error
    return session


def _carry_out(session: Session, change: FileChange) -> None:
    """Do what concerns no Python module: data files, documents, stubs, new ``__init__.py``."""
    root = session.root
    if change.old is None:
        assert change.new is not None
        path = root / change.new
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(change.content or b"")
    elif change.link is not None:
        assert change.new is not None
        target = root / change.new
        target.parent.mkdir(parents=True, exist_ok=True)
        (root / change.old).unlink()
        target.symlink_to(change.link)
    elif change.old == change.new:
        assert change.content is not None
        path = root / change.old
        _write(path, change.content, path)
    else:
        content = change.content
        if content is None and change.new is not None:
            content = (root / change.old).read_bytes()
        session.relocate(change, content or b"")
