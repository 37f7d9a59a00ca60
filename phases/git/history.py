"""What a repository knows of its history, and commits made without a work tree."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from rezone.phases.git.command import Git
from rezone.transforms.errors import Refused, UsageError


class Author(Struct, frozen=True):
    """Who wrote a commit, and when (git's raw form: seconds since 1970 and time zone)."""

    name: str
    email: str
    date: str

    def __str__(self) -> str:
        """Return it as a trailer names a person."""
        return f"{self.name} <{self.email}>"


_NOBODY = Author("rezone", "rezone@localhost", "0 +0000")


class Commit(Struct, frozen=True):
    """One commit: *sha* names it, *message* ends with a line end."""

    sha: str
    parents: tuple[str, ...]
    author: Author
    message: str

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]


def resolve(git: Git, name: str) -> str:
    """Return the sha of the commit that *name* means.

    Raises:
        UsageError: there is no such commit, or *git* runs in no repository.
    """
    if git.ask("rev-parse", "--git-dir") is None:
        raise UsageError("is no git repository", git.folder.as_posix(), hint="see --root")
    found = git.ask("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}")
    if found is None:
        raise UsageError(f"git knows no branch or commit {name!r}", hint="git branch --all")
    return os.fsdecode(found).strip()


def names(root: Path) -> tuple[str, ...]:
    """Return the branches, own and remote ones, and the tags; none outside a repository."""
    where = ("refs/heads", "refs/remotes", "refs/tags")
    listed = Git(root).ask("for-each-ref", "--format=%(refname:short)", *where)
    return tuple(os.fsdecode(listed or b"").split())


def read_commit(git: Git, sha: str) -> Commit:
    """Return the commit *sha*."""
    form = "%P%x00%an%x00%ae%x00%ad%x00%B"
    shown = git.text("log", "-1", "--date=raw", f"--format={form}", sha)
    parents, name, email, date, message = shown.split("\0")
    return Commit(sha, tuple(parents.split()), Author(name, email, date), message.rstrip() + "\n")


def tree_of(git: Git, commit: str) -> str:
    """Return the sha of the tree of *commit*."""
    return git.text("rev-parse", "--verify", commit + "^{tree}")


def merge_base(git: Git, one: str, other: str) -> str:
    """Return the best common ancestor.

    Raises:
        Refused: there is none.
    """
    found = git.ask("merge-base", one, other)
    if found is None:
        raise Refused("the two have no commit in common", hint="git merge-base finds none")
    return os.fsdecode(found).strip()


def first_parents(git: Git, tip: str, onto: str) -> tuple[Commit, ...]:
    """Return the commits from *onto* to *tip* by first parents, oldest first."""
    listed = git.text("rev-list", "--first-parent", "--reverse", tip, f"^{onto}")
    return tuple(read_commit(git, sha) for sha in listed.split())


def write_commit(
    git: Git, tree: str, parents: Sequence[str], message: str, author: Author | None = None
) -> str:
    """Store a commit and return its sha; no branch and no work tree changes, no hook runs.

    It is signed if ``commit.gpgsign`` asks for it.

    Raises:
        Refused: git knows no committer, or cannot write.
    """
    signed = git.ask("config", "--type=bool", "commit.gpgsign") == b"true\n"
    return _commit_tree(git, tree, parents, message, author, ["-S"] if signed else [])


def carry(git: Git, tree: str, parents: Sequence[str], like: Commit | None = None) -> str:
    """Store a commit that only carries a tree into a merge, with author and message of *like*."""
    nobody = git.having(
        GIT_COMMITTER_NAME=_NOBODY.name,
        GIT_COMMITTER_EMAIL=_NOBODY.email,
        GIT_COMMITTER_DATE=f"@{_NOBODY.date}",
    )
    author, message = (like.author, like.message) if like else (_NOBODY, "carry a tree\n")
    return _commit_tree(nobody, tree, parents, message, author, ["--no-gpg-sign"])


def _commit_tree(
    git: Git,
    tree: str,
    parents: Sequence[str],
    message: str,
    author: Author | None,
    options: Sequence[str],
) -> str:
    if author is not None:
        git = git.having(
            GIT_AUTHOR_NAME=author.name,
            GIT_AUTHOR_EMAIL=author.email,
            GIT_AUTHOR_DATE=f"@{author.date}",
        )
    above = [word for parent in parents for word in ("-p", parent)]
    return git.text("commit-tree", *options, tree, *above, stdin=os.fsencode(message))


def with_trailers(git: Git, message: str, trailers: Sequence[tuple[str, str]]) -> str:
    """Return *message* with each (key, value) among its trailers, as git puts them."""
    options = [word for key, value in trailers for word in ("--trailer", f"{key}: {value}")]
    return git.text("interpret-trailers", *options, stdin=os.fsencode(message)) + "\n"
