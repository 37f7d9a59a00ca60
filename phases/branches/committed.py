"""A phase applied or rolled back, and committed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rezone.phases.git.command import Git
from rezone.phases.git.work_tree import refuse_unready, refuse_untracked
from rezone.phases.guarded import Extent, migrate_checked
from rezone.phases.migration import Outcome, Progress, Receipt
from rezone.phases.plan.model import Phase, Plan
from rezone.phases.undoing import rollback
from rezone.transforms.errors import Refused
from rezone.transforms.records import replace

if TYPE_CHECKING:
    from rezone.phases.branches.commits import Change, Telling
    from rezone.phases.engine.examine import Executor
    from rezone.phases.engine.outcome import Preview


def migrate_and_commit(
    root: Path,
    plan: Plan,
    number: int,
    progress: Progress | None = None,
    *,
    executor: Executor | None = None,
    strict: bool = False,
    extent: Extent = Extent.NONE,
    undo: bool = True,
    blame: bool = False,
) -> Receipt:
    """Apply phase *number* and commit it; see `migrate_checked` and `commit_changes`.

    Raises:
        UsageError: as `migrate_checked`; or there is no git repository.
        Refused: as `migrate_checked`; or the tree is not clean, or git does not track what
            moves, or git cannot commit: the phase is rolled back then, unless *undo* is off.
    """
    from rezone.phases.branches.commits import Change, Telling
    from rezone.phases.reports.report import plan_hash

    git = Git(root)
    refuse_unready(git)

    def approve(found: Preview) -> None:
        refuse_untracked(git, (change.old for change in found.changes.files if change.old))

    receipt = migrate_checked(
        root,
        plan,
        number,
        progress,
        executor=executor,
        strict=strict,
        extent=extent,
        undo=undo,
        approve=approve,
    )
    if receipt.outcome is not Outcome.APPLIED or receipt.preview is None:
        return receipt
    changes = (
        Change(c.old, c.new, c.content is not None or c.link is not None)
        for c in receipt.preview.changes.files
    )
    name = _name(receipt.phase)
    trailers = (("Rezone-Phase", str(number)), ("Rezone-Plan", plan_hash(plan)))
    telling = Telling(
        f"Move the files of {name}", f"Follow the moves of {name}", f"phase {number}", trailers
    )
    try:
        return _committed(root, receipt, changes, telling, blame, "applied")
    except Refused as error:
        if not undo:
            raise
        rollback(root, plan, number)
        raise Refused(f"{error.problem}\nphase {number} is rolled back") from None


def rollback_and_commit(
    root: Path,
    plan: Plan,
    number: int,
    progress: Progress | None = None,
    *,
    force: bool = False,
    keep_edits: bool = False,
    blame: bool = False,
) -> Receipt:
    """Roll phase *number* back and commit that; see `rollback` and `commit_changes`.

    Where edits conflict nothing is committed.

    Raises:
        UsageError, Refused: as `rollback` and `migrate_and_commit`.
    """
    from rezone.phases.branches.commits import Change, Telling

    refuse_unready(Git(root))
    receipt = rollback(root, plan, number, force=force, keep_edits=keep_edits, progress=progress)
    if receipt.manifest is None or (receipt.kept and receipt.kept.conflicts):
        return receipt
    changes = (Change(f.new, f.old, f.before != f.after) for f in receipt.manifest.files)
    name = _name(receipt.phase)
    trailers = (("Rezone-Rollback", str(number)), ("Rezone-Plan", receipt.manifest.plan_hash))
    telling = Telling(
        f"Move the files of {name} back",
        f"Follow the files of {name} back",
        f"the rollback of phase {number}",
        trailers,
    )
    return _committed(root, receipt, changes, telling, blame, "rolled back")


def _committed(
    root: Path,
    receipt: Receipt,
    changes: Iterable[Change],
    telling: Telling,
    blame: bool,
    done: str,
) -> Receipt:
    from rezone.phases.branches.commits import commit_changes
    from rezone.phases.telling import tell_more

    try:
        commits = commit_changes(root, tuple(changes), telling, blame)
    except Refused as error:
        raise Refused(
            f"phase {receipt.phase.number} is {done}, but not committed: {error}",
            hint="git add -A && git commit",
        ) from None
    return replace(tell_more(root, receipt, commits=list(commits)), commits=commits)


def _name(phase: Phase) -> str:
    return f"phase {phase.number}: {phase.title}" if phase.title else f"phase {phase.number}"
