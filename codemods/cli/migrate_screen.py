"""What `rezone migrate` prints of a phase."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from rezone.codemods.cli.history import show_kept
from rezone.codemods.cli.options import Settings

if TYPE_CHECKING:
    from rezone.phases.api import Receipt
    from rezone.transforms.edits.change_set import ChangeSet


def show(settings: Settings, receipt: Receipt, as_tree: bool = False) -> None:
    """Print how a command over one phase ended, for people."""
    from rezone.phases.api import REPORTS, Outcome

    number = receipt.phase.number
    if receipt.outcome is Outcome.NOTHING_TO_DO:
        click.echo(f"{receipt.note}; nothing to do", err=True)
        return
    if receipt.outcome is Outcome.ROLLED_BACK:
        if not settings.quiet:
            assert receipt.manifest is not None
            files = len(receipt.manifest.files)
            done = "as they were" if receipt.kept is None else "back, with what was edited since"
            click.echo(f"phase {number} rolled back: {files} files {done}")
            _show_commits(receipt)
        show_kept(receipt, settings.quiet)
        return
    if receipt.note:
        click.echo(receipt.note, err=True)
    assert receipt.preview is not None
    if receipt.outcome is Outcome.DRY_RUN:
        show_summary(settings, receipt, as_tree)
        write_diff(settings, receipt.preview.changes)
        return
    if not settings.quiet:
        from rezone.codemods.cli.screen import console
        from rezone.phases.reports.summary import summary

        console(settings).print(summary(receipt.preview, receipt.phase, heading="applied"))
        if receipt.checks:
            click.echo(f"checks: {_counted(receipt)}")
        click.echo(f"report: {REPORTS}/phase{number}.json   log: migration_phase{number}.log")
        _show_commits(receipt)
        click.echo(f"undo:   rezone migrate --phase {number} --rollback")


def _show_commits(receipt: Receipt) -> None:
    if receipt.commits:
        click.echo("commits: " + " ".join(sha[:12] for sha in receipt.commits))


def _counted(receipt: Receipt) -> str:
    """Return how the checks around the phase ended, and which of them could not measure."""
    from rezone.phases.checks.model import Status

    skipped = [r for r in receipt.checks if r.status is Status.SKIPPED]
    told = f"{len(receipt.checks) - len(skipped)} hold"
    reasons = "; ".join(f"{r.check.id}: {r.reason}" for r in skipped)
    return f"{told}, {len(skipped)} skipped ({reasons})" if skipped else told


def show_summary(settings: Settings, receipt: Receipt, as_tree: bool = False) -> None:
    """Print the summary of a dry run where people look: the diff goes where programs read.

    *as_tree* draws the files that move, with ``-v`` every one of them.
    """
    if receipt.preview is None:
        click.echo(f"{receipt.note}; nothing to do", err=True)
    elif not settings.quiet:
        from rezone.codemods.cli.screen import console
        from rezone.phases.reports.move_tree import file_tree
        from rezone.phases.reports.summary import summary

        files, every = receipt.preview.changes.files, settings.verbosity > 0
        tree = file_tree(files, "what moves", every=every) if as_tree else None
        screen = console(settings, stderr=True)
        screen.print(summary(receipt.preview, receipt.phase, heading="dry run", tree=tree))


def write_diff(settings: Settings, changes: ChangeSet) -> None:
    """Write *changes* as a git diff to standard output."""
    from rezone.phases.reports.git_diff import git_diff

    stream = sys.stdout.buffer
    for piece in git_diff(settings.root, changes):
        stream.write(piece)
    stream.flush()


def as_json(receipt: Receipt) -> dict[str, object]:
    """Return the same for machines: the report, or that there was nothing to report."""
    if receipt.report is not None:
        return receipt.report
    return {
        "phase": receipt.phase.number,
        "status": receipt.outcome.value,
        "note": receipt.note,
        **({"commits": list(receipt.commits)} if receipt.commits else {}),
        **({} if receipt.kept is None else {"kept": receipt.kept.as_dict()}),
    }
