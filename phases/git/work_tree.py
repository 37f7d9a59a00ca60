"""The work tree and the index of a repository, before and after a commit made without them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable

from rezone.phases.git.command import Git
from rezone.phases.git.history import resolve
from rezone.transforms.errors import Refused, UsageError

_NONE = "0" * 40
_UNDER_WAY = {
    "MERGE_HEAD": "a merge",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "BISECT_LOG": "a bisection",
}
_WHO = 'git config user.name "Your Name" and git config user.email you@example.org'


def under_way(git: Git) -> list[str]:
    """Return what somebody began in this work tree and has not finished, such as a merge."""
    folder = git.folder / git.text("rev-parse", "--git-dir")
    return sorted({what for name, what in _UNDER_WAY.items() if (folder / name).exists()})


def refuse_unready(git: Git) -> None:
    """Stop unless a commit can be made that holds nothing but what is done from now on.

    Raises:
        UsageError: no work tree of git.
        Refused: no commit yet, nobody to commit as, a merge or the like under way, which a commit
            would end, or tracked files that differ from ``HEAD``; all of them are listed.
    """
    if git.ask("rev-parse", "--is-inside-work-tree") != b"true\n":
        raise UsageError("is no git repository", git.folder.as_posix(), hint="leave out --commit")
    if git.ask("rev-parse", "--verify", "--quiet", "HEAD") is None:
        raise Refused("there is no commit yet", hint="git add -A && git commit")
    for who in ("AUTHOR", "COMMITTER"):
        if git.ask("var", f"GIT_{who}_IDENT") is None:
            raise Refused("git does not know who commits", hint=_WHO)
    begun = under_way(git)
    if begun:
        raise Refused(f"{' and '.join(begun)} is under way", hint="finish it, or abort it")
    changed = git.output("status", "--porcelain", "-z", "--no-renames", "--untracked-files=no")
    if changed:
        listed = os.fsdecode(changed).split("\0")[:-1]
        raise Refused(
            "\n  ".join(["the tree is not clean:", *listed]), hint="git commit or git stash first"
        )


def refuse_untracked(git: Git, paths: Iterable[str]) -> None:
    """Stop if one of *paths* (relative to where git runs) is neither tracked nor ignored.

    Raises:
        Refused: all such paths.
    """
    others = git.output("ls-files", "-z", "--others", "--exclude-standard")
    untracked = {os.fsdecode(path) for path in others.split(b"\0")} & set(paths)
    if untracked:
        raise Refused(
            "\n  ".join(["git does not track what the phase changes:", *sorted(untracked)]),
            hint="git add and commit them, or ignore them",
        )


def tree_with(git: Git, tree: str, paths: Iterable[str], removed: Iterable[str]) -> str:
    """Return *tree* with *paths* as they are in the work tree, and without *removed*.

    Paths are relative to the top.  What ``.gitattributes`` asks for is applied, as ``git add``
    does; the repository's own index stays as it is.
    """
    top = Git(git.folder / git.text("rev-parse", "--show-cdup"))
    with tempfile.TemporaryDirectory(prefix="rezone-") as folder:
        aside = top.having(GIT_INDEX_FILE=f"{folder}/index")
        aside.output("read-tree", tree)
        gone = b"".join(f"0 {_NONE}\t".encode() + os.fsencode(path) + b"\0" for path in removed)
        aside.output("update-index", "-z", "--index-info", stdin=gone)
        listed = b"".join(os.fsencode(path) + b"\0" for path in paths)
        aside.output("update-index", "--add", "--replace", "-z", "--stdin", stdin=listed)
        return aside.text("write-tree")


def advance(git: Git, commit: str, note: str) -> None:
    """Make *commit*, a descendant of ``HEAD``, the ``HEAD``; the index follows, no file changes.

    Raises:
        Refused: ``HEAD`` cannot be moved; it is as it was.
    """
    git.output("update-ref", "-m", note, "HEAD", commit, resolve(git, "HEAD"))
    git.output("reset", "--quiet")
