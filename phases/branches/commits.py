"""A phase as commits: one that only renames, one that only rewrites.

Between the two nothing works, but git sees each rename as one, with not a byte changed, so that
``git log --follow`` and ``git blame`` reach through.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from rezone.phases.git.command import Git
from rezone.phases.git.history import resolve, tree_of, write_commit
from rezone.phases.git.trees import read_tree, write_tree
from rezone.phases.git.work_tree import advance, tree_with
from rezone.phases.transaction import durable
from rezone.transforms.errors import Refused

BLAME = ".git-blame-ignore-revs"
"""The file at the top of a repository in which commits stand that `git blame` is to skip."""


class Change(Struct, frozen=True):
    """One file that was changed: *old* and *new* path (None: it was or is not there).

    Relative to the root of the plan.  *is_edited*: its bytes are others.
    """

    old: str | None
    new: str | None
    is_edited: bool


class Telling(Struct, frozen=True):
    """What the messages say: what *phase* is called, and the trailers of each commit."""

    moved: str
    rewritten: str
    phase: str
    trailers: tuple[tuple[str, str], ...]

    def message(self, subject: str, body: str) -> str:
        """Return a whole message."""
        told = "".join(f"{key}: {value}\n" for key, value in self.trailers)
        return f"{subject}\n\n{body}\n\n{told}"


def commit_changes(
    root: Path, changes: tuple[Change, ...], telling: Telling, blame: bool
) -> tuple[str, ...]:
    """Commit *changes*, which are done in the work tree already; return the shas, oldest first.

    Args:
        root: the root of the plan, in a repository that was clean before the changes.
        changes: all that differs from ``HEAD``.
        telling: what the messages say.
        blame: list the second commit, if there is one, in `BLAME`, in a third one; that is done
            as well where the repository has such a file.

    Raises:
        Refused: git cannot; ``HEAD`` is then as it was, and so are the files.
    """
    git = Git(root)
    prefix = git.text("rev-parse", "--show-prefix")
    head = resolve(git, "HEAD")
    entries = read_tree(git, head)
    known = tuple(c for c in changes if c.old is None or prefix + c.old in entries)
    leaving = {c.old: entries.pop(prefix + c.old) for c in known if c.old and c.new}
    entries |= {prefix + c.new: leaving[c.old] for c in known if c.old and c.new}
    commits: list[str] = []
    tree, subject = write_tree(git, entries), telling.moved
    head = _commit(git, tree, head, telling.message(subject, _MOVED), commits)
    edited = [prefix + c.new for c in known if c.new and (c.is_edited or c.old is None)]
    removed = [prefix + c.old for c in known if c.old and c.new is None]
    removed = [path for path in removed if path not in {prefix + (c.new or "") for c in known}]
    tree = tree_with(git, tree, edited, removed)
    moved = head
    head = _commit(git, tree, head, telling.message(telling.rewritten, _REWRITTEN), commits)
    top = root / git.text("rev-parse", "--show-cdup")
    if head != moved and (blame or (top / BLAME).exists()):
        _list(top / BLAME, telling, head)
        tree = tree_with(git, tree, [BLAME], [])
        told = telling.message(f"Let git blame skip what {telling.phase} rewrote", _LISTED)
        head = _commit(git, tree, head, told, commits)
    if commits:
        advance(git, head, f"rezone: {telling.phase}")
    return tuple(commits)


_MOVED = "Every file is as it was.  This works only together with the commit after it."
_REWRITTEN = "Nothing but references to what the commit before moved."
_LISTED = f"git config blame.ignoreRevsFile {BLAME} makes git blame heed the list."


def _commit(git: Git, tree: str, head: str, message: str, commits: list[str]) -> str:
    """Commit *tree* on *head* unless it is that of *head*; return the new head."""
    if tree == tree_of(git, head):
        return head
    commits.append(write_commit(git, tree, [head], message))
    return commits[-1]


def _list(path: Path, telling: Telling, commit: str) -> None:
    found = path.read_bytes() if path.exists() else b""
    if found and not found.endswith(b"\n"):
        found += b"\n"
    try:
        durable.write(path, found + f"# {telling.rewritten}\n{commit}\n".encode())
    except OSError as error:
        raise Refused(f"cannot be written: {error.strerror}", path.as_posix()) from None
