"""The repository as it was before a phase: a copy, brought back from the backups or from git."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

from rezone.phases.checks.model import Unmeasured
from rezone.phases.checks.tree import Tree
from rezone.phases.standing import BACKUPS, states
from rezone.transforms.errors import RezoneError


def before_phase(tree: Tree, number: int, folder: Path) -> None:
    """Make *folder* a copy of *tree* as it was before the phase *number*.

    Later phases are rolled back in the copy first, the last one applied before the others.

    Raises:
        Unmeasured: there is no backup, or it is damaged.
    """
    from rezone.phases.transaction.rollback import rollback

    known = states(tree.root)
    applied = [n for n in known if known[n].status == "applied"]
    applied.sort(key=lambda n: known[n].time, reverse=True)
    if number not in applied:
        raise Unmeasured(
            f"nothing says how the tree was before phase {number}: there is no backup; "
            "run --pre-migration before the phase, or name a revision with --before"
        )
    copy_of(tree, folder)
    shutil.copytree(tree.root / BACKUPS, folder / BACKUPS, symlinks=True)
    for later in applied[: applied.index(number) + 1]:
        try:
            rollback(folder, phase=later, backups=folder / BACKUPS, force=True)
        except RezoneError as error:
            raise Unmeasured(f"the backup of phase {later} cannot be used: {error}") from None


def copy_of(tree: Tree, folder: Path) -> None:
    """Copy the files of *tree* to *folder*, ignored ones inside its packages too."""
    files = set(tree.workspace.files)
    for record in states(tree.root).values():
        files.update(file.new for file in record.files if file.new is not None)
    for path in sorted(files):
        source, target = tree.root / path, folder / path
        if source.is_file() or source.is_symlink():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)


def revision(tree: Tree, name: str, folder: Path) -> None:
    """Make *folder* the revision *name* of the git repository that *tree* is in.

    Raises:
        Unmeasured: git cannot give it.
    """
    command = ["git", "-C", str(tree.root), "archive", "--format=tar", name]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise Unmeasured(f"git cannot be started: {error.strerror}") from None
    if done.returncode:
        problem = done.stderr.decode("utf-8", "backslashreplace").strip()
        raise Unmeasured(f"git has no tree for {name!r}: {problem}")
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="tar")
