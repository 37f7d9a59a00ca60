"""The work tree and the index of a repository, before and after a commit made without them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable

from rezone.phases.git.command import Git
from rezone.phases.git.history import resolve
from rezone.transforms.errors import Refused, UsageError

_NONE = "0" * 40


def refuse_unready(git: Git) -> None:
    """Stop unless a commit can be made that holds nothing but what is done from now on.

    Raises:
        UsageError: no work tree of git.
        Refused: no commit yet, nobody to commit as, or tracked files that differ from ``HEAD``;
            all of them are listed.
    """
    if git.ask("rev-parse", "--is-inside-work-tree") != b"true\n":
        raise UsageError("is no git repository", git.folder.as_posix(), hint="leave out --commit")
    if git.ask("rev-parse", "--verify", "--quiet", "HEAD") is None:
        raise Refused("there is no commit yet", hint="git add -A && git commit")
    for who in ("AUTHOR", "COMMITTER"):
        git.output("var", f"GIT_{who}_IDENT")
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
