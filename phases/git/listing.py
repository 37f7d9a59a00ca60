"""Which files belong to a work tree."""

from __future__ import annotations

import os
from pathlib import Path

from rezone.phases.git.command import Git


def work_tree_files(root: Path) -> set[str] | None:
    """Return the files git tracks or would track below *root*, None outside a work tree.

    Posix, relative to *root*.  A tracked file counts although a rule ignores it: it is part of
    the repository.  A folder that is a repository of its own ends with a slash.
    """
    git = Git(root)
    listed = git.ask("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    gone = git.ask("ls-files", "-z", "--deleted")
    return None if listed is None or gone is None else _paths(listed) - _paths(gone)


def _paths(listed: bytes) -> set[str]:
    return {os.fsdecode(name) for name in listed.split(b"\0") if name}
