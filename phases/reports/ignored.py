"""What a run leaves stays out of git, and no tracked file changes for that."""

from __future__ import annotations

import os
from pathlib import Path

from rezone.phases.git.command import Git
from rezone.phases.transaction import durable
from rezone.phases.transaction.paths import Places
from rezone.phases.transaction.refusal import as_refusal
from rezone.transforms.errors import Refused

RUN_FILES = (
    "migration_phase*.log",
    "migration_validation_report_*.json",
    "performance_baseline.json",
)
"""The files that runs leave in the root itself."""

_SPECIAL = b"\\*?["


def ignore_run_files(root: Path, *folders: str) -> None:
    """Make git leave alone what runs leave below *root*; a second time changes nothing.

    Each of *folders* becomes a `self_ignoring` one.  The files in the root are named in
    ``info/exclude``, which git reads and never tracks (gitignore(5)); without git there is
    nothing to name them in.

    Raises:
        Refused: a file cannot be written, or a folder leads out of *root*.
    """
    for folder in folders:
        self_ignoring(root, folder)
    with as_refusal(root):
        _exclude(root)


def self_ignoring(root: Path, folder: str) -> Path:
    """Make *folder*, which may exist, with a ``.gitignore`` that hides all of it; return its path.

    Args:
        root: the folder that a relative *folder* lies below.
        folder: relative, or anywhere if someone chose an absolute path.

    Raises:
        Refused: it cannot be written, or a symbolic link leads out of *root*.
    """
    rules = root / folder / ".gitignore"
    if not os.path.isabs(folder) and Places(root).is_outside(f"{folder}/.gitignore"):
        raise Refused("a symbolic link leads out of the root", folder, hint="remove the link")
    with as_refusal(root):
        durable.ensure_folder(rules.parent)
        if not os.path.lexists(rules):
            try:
                durable.write(rules, b"*\n")
            except FileNotFoundError:  # another run has put the draft of both in its place
                if not os.path.lexists(rules):
                    raise
    return rules.parent


def _exclude(root: Path) -> None:
    inside = _git(root, "--is-inside-work-tree")
    prefix = _git(root, "--show-prefix")
    path = _git(root, "--git-path", "info/exclude")
    if inside != b"true" or prefix is None or path is None:
        return
    exclude = root / os.fsdecode(path)
    found = exclude.read_bytes() if exclude.exists() else b""
    known = set(found.splitlines())
    wanted = [b"/" + _escaped(prefix) + name.encode() for name in RUN_FILES]
    missing = [pattern for pattern in wanted if pattern not in known]
    if missing:
        durable.ensure_folder(exclude.parent)
        with open(exclude, "ab") as stream:
            stream.write(b"\n" if found and not found.endswith(b"\n") else b"")
            stream.write(b"".join(pattern + b"\n" for pattern in missing))


def _git(root: Path, *question: str) -> bytes | None:
    """Return what ``git rev-parse`` answers, ``None`` without git or outside a repository."""
    said = Git(root).ask("rev-parse", *question)
    return None if said is None else said.removesuffix(b"\n")


def _escaped(prefix: bytes) -> bytes:
    """Return the path *prefix* as a gitignore pattern that matches it and nothing else."""
    return b"".join(b"\\%c" % byte if byte in _SPECIAL else b"%c" % byte for byte in prefix)
