"""References only: what has moved already is followed, and no file changes its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from rezone.phases.engine.outcome import FileOutcome
from rezone.phases.plan.model import Plan
from rezone.phases.standing import refuse_interrupted
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.errors import Refused
from rezone.transforms.references.model import Status

Progress = Callable[[str, int, int], None]


class Rewritten(Struct, frozen=True, dict=True):
    """What `rewrite` found: the changes, and each reference (path, line, old, new).

    *unread* says which files could not be read, and why; *left* are old names that a person must
    settle (path, line, old, reason).
    """

    changes: ChangeSet
    references: tuple[tuple[str, int, str, str], ...]
    unread: tuple[str, ...] = ()
    left: tuple[tuple[str, int, str, str], ...] = ()

    @property
    def changed(self) -> tuple[str, ...]:
        """The paths of the files that have other bytes."""
        return tuple(change.old for change in self.changes.files if change.old is not None)

    @property
    def problems(self) -> tuple[str, ...]:
        """What was left as it is, a line each."""
        left = (f"{path}:{line}: {old}: {reason}" for path, line, old, reason in self.left)
        return tuple(f"{problem}; left untouched" for problem in (*self.unread, *left))

    @property
    def is_current(self) -> bool:
        """Say whether no old name was found, neither one to rewrite nor one to settle."""
        return not self.changed and not self.left

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON values."""
        keys = ("file", "line", "old", "new")
        return {
            "changed": list(self.changed),
            "references": [dict(zip(keys, found, strict=True)) for found in self.references],
            "problems": list(self.problems),
            "left": [
                dict(zip(("file", "line", "old", "reason"), found, strict=True))
                for found in self.left
            ],
        }


def rewrite(
    root: Path,
    plan: Plan,
    paths: Iterable[Path],
    *,
    phases: tuple[int, ...] = (),
    from_before: bool = False,
    since: str = "",
    write: bool = True,
    progress: Progress | None = None,
) -> Rewritten:
    """Make the references in *paths* (files, or folders with all below) follow the plan's moves.

    With *since* only files count that differ from where this branch left that git revision.
    *progress* is called with what is being done, how much of it, and how much in all.

    Raises:
        Refused: a path lies outside *root*, old and new names cannot be told apart, git does not
            know the revision, or a crash left a phase half done.
    """
    from rezone.phases.engine.references_only import references_context, rewrite_references
    from rezone.phases.engine.workspace import Workspace
    from rezone.phases.linting.few_files import is_enough, rewrite_few
    from rezone.transforms.edits.change_set import FileChange

    refuse_interrupted(root)
    paths = tuple(paths)
    named = None if phases or from_before or since else _files_named(root, plan, paths)
    if named is not None and is_enough(plan, named):
        outcomes = rewrite_few(root, plan, named)
    else:
        workspace = Workspace.scan(root, plan.workspace.exclude)
        context = references_context(workspace, plan, phases, from_before)
        files = workspace.files
        if since:
            from rezone.phases.git.listing import changed_since

            files &= changed_since(root, since)
        selected = _selected(root, files, paths)
        outcomes = list(rewrite_references(context, _counted(selected, progress)))
    changes = ChangeSet(
        tuple(
            FileChange(o.old, o.old, o.content, o.before) for o in outcomes if o.content is not None
        )
    )
    if write:
        from rezone.phases.engine.in_place import write_in_place

        write_in_place(root, changes)
    return Rewritten(
        changes,
        tuple((o.old, r.line, r.old, r.new) for o in outcomes for r in o.references if r.new),
        tuple(f"{o.old}:{o.line}: {o.problem}" for o in outcomes if o.problem),
        tuple(found for outcome in outcomes for found in _left(outcome)),
    )


def _left(outcome: FileOutcome) -> Iterator[tuple[str, int, str, str]]:
    """Yield the old names of a file that no rule could settle."""
    for found in outcome.references:
        if found.status in (Status.BLOCKED, Status.UNKNOWN):
            yield outcome.old, found.line, found.old, found.reason


def _counted(paths: list[str], progress: Progress | None) -> Iterator[str]:
    for done, path in enumerate(paths):
        if progress is not None:
            progress("reading", done, len(paths))
        yield path


def _files_named(root: Path, plan: Plan, paths: tuple[Path, ...]) -> list[str] | None:
    """Return those of *paths* that belong to the repository, None where one is no plain file."""
    from rezone.phases.engine.workspace import Workspace

    if not all(path.is_file() and path.resolve() == path.absolute() for path in paths):
        return None
    relative = frozenset(_below(root, path) for path in paths)
    return sorted(Workspace.scan(root, plan.workspace.exclude, relative).files)


def _selected(root: Path, files: frozenset[str], paths: Iterable[Path]) -> list[str]:
    chosen: set[str] = set()
    for path in paths:
        relative = _below(root, path)
        prefix = "" if relative == "." else relative + "/"
        chosen.update(f for f in files if f == relative or f.startswith(prefix))
    return sorted(chosen)


def _below(root: Path, path: Path) -> str:
    """Return *path* relative to *root*, posix; refuse one outside."""
    full = path.resolve()
    if not full.is_relative_to(root.resolve()):
        raise Refused("lies outside the repository", path.as_posix(), hint="see --root")
    return full.relative_to(root.resolve()).as_posix()
