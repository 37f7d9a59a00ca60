"""Which files belong to a work tree, and which of them differ from a revision."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from rezone.phases.git.command import Git
from rezone.transforms.errors import Refused


def work_tree_files(
    root: Path, only: Sequence[str] | None = None
) -> tuple[set[str], set[str]] | None:
    """Return the files git tracks or would track below *root*, and those it misses.

    None outside a work tree.

    Posix, relative to *root*.  A tracked file counts although a rule ignores it: it is part of
    the repository.  A folder that is a repository of its own ends with a slash.  With *only* those
    files alone are asked about.
    """
    git = Git(root)
    if only is not None and not only:
        return set(), set()
    ask = ("--", *(f":(literal){path}" for path in only)) if only else ()
    listed = git.ask("ls-files", "-z", "--cached", "--others", "--exclude-standard", *ask)
    gone = git.ask("ls-files", "-z", "--deleted", *ask)
    if listed is None or gone is None:
        return None
    missing = _paths(gone)
    return _paths(listed) - missing, missing


def changed_since(root: Path, revision: str) -> set[str]:
    """Return the files below *root* that are not as they were where this branch left *revision*.

    Posix, relative to *root*.  What is not committed yet, and what git does not track yet, counts;
    a file that is gone does not.

    Raises:
        Refused: git does not know the revision, or knows no commit that both come from.
    """
    git = Git(root)
    ways = ("--name-only", "-z", "--relative", "--no-renames", "--diff-filter=d", "--merge-base")
    try:
        changed = git.output("diff", *ways, "--end-of-options", revision)
    except Refused as refused:
        hint = "in CI the whole history has to be there: fetch-depth: 0"
        raise Refused(refused.problem, hint=hint) from None
    added = git.output("ls-files", "-z", "--others", "--exclude-standard")
    return _paths(changed) | _paths(added)


def _paths(listed: bytes) -> set[str]:
    return {os.fsdecode(name) for name in listed.split(b"\0") if name}
