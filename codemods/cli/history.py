"""The options of `rezone migrate` about commits and about work done after a phase."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import click
from msgspec import Struct

from rezone.transforms.errors import UsageError

if TYPE_CHECKING:
    from rezone.phases.api import Extent, Progress, Receipt
    from rezone.phases.engine.examine import Executor
    from rezone.phases.plan.model import Plan

P = ParamSpec("P")
R = TypeVar("R")


class History(Struct, frozen=True):
    """What the options say; see their help."""

    commit: bool
    ignore_revs: bool
    force: bool
    keep_edits: bool
    cascade: bool

    def refuse_misuse(self, action: str) -> None:
        """Stop if an option does not go with *action*.

        Raises:
            UsageError: with the option.
        """
        if self.commit and action == "dry-run":
            raise UsageError("a dry run commits nothing", hint="--commit goes with --execute")
        if self.ignore_revs and not self.commit:
            raise UsageError("--ignore-revs lists a commit", hint="add --commit")
        for name in ("force", "keep_edits", "cascade"):
            if getattr(self, name) and action != "rollback":
                raise UsageError(f"--{name.replace('_', '-')} goes with --rollback")
        if self.force and self.keep_edits:
            raise UsageError("edits are either kept or replaced", hint="--keep-edits or --force")

    def numbers(self, root: Path, number: int) -> list[int]:
        """Return the phases to act on where *number* was named."""
        from rezone.phases import api

        return list(api.rollback_order(root, number)) if self.cascade else [number]

    def migrate(
        self,
        root: Path,
        plan: Plan,
        number: int,
        progress: Progress | None,
        executor: Executor | None,
        strict: bool,
        extent: Extent,
        undo: bool,
    ) -> Receipt:
        """Apply one phase between its checks, and commit it if that is wanted."""
        from rezone.phases import api

        if not self.commit:
            return api.migrate_checked(
                root,
                plan,
                number,
                progress,
                executor=executor,
                strict=strict,
                extent=extent,
                undo=undo,
            )
        return api.migrate_and_commit(
            root,
            plan,
            number,
            progress,
            executor=executor,
            strict=strict,
            extent=extent,
            undo=undo,
            blame=self.ignore_revs,
        )

    def rollback(self, root: Path, plan: Plan, number: int, progress: Progress | None) -> Receipt:
        """Roll one phase back, and commit that if it is wanted."""
        from rezone.phases import api

        if not self.commit:
            return api.rollback(
                root,
                plan,
                number,
                force=self.force,
                keep_edits=self.keep_edits,
                progress=progress,
            )
        return api.rollback_and_commit(
            root,
            plan,
            number,
            progress,
            force=self.force,
            keep_edits=self.keep_edits,
            blame=self.ignore_revs,
        )


def has_conflicts(receipt: Receipt) -> bool:
    """Say whether a rollback left something that a person must settle."""
    return receipt.kept is not None and bool(receipt.kept.conflicts)


def show_kept(receipt: Receipt, quiet: bool) -> None:
    """Say what a rollback did with people's work; what needs a person goes to standard error."""
    kept = receipt.kept
    if kept is None:
        return
    if not quiet:
        for word in ("merged", "added", "rewritten", "deleted"):
            for path in getattr(kept, word):
                click.echo(f"{word}: {path}")
    for note in kept.notes:
        click.echo(note, err=True)
    for path, problem in kept.conflicts.items():
        click.echo(f"CONFLICT: {problem}: {path}", err=True)


def takes_history(command: Callable[Concatenate[History, P], R]) -> Callable[P, R]:
    """Add the options, and pass what they say as first argument."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        history = History(**{name: bool(kwargs.pop(name)) for name in History.__struct_fields__})
        return command(history, *args, **kwargs)

    option: Callable[P, R] = run
    for add in reversed(_OPTIONS):
        option = add(option)
    return option


_OPTIONS = (
    click.option(
        "--commit", is_flag=True, help="Make two commits: one only renames, one only rewrites."
    ),
    click.option(
        "--ignore-revs",
        is_flag=True,
        help="With --commit: list the second in .git-blame-ignore-revs, in a third.",
    ),
    click.option(
        "--force", is_flag=True, help="With --rollback: save files edited since, and undo."
    ),
    click.option(
        "--keep-edits",
        is_flag=True,
        help="With --rollback: merge what was edited since into the old places.",
    ),
    click.option(
        "--cascade", is_flag=True, help="With --rollback: first the phases applied after it."
    ),
)
