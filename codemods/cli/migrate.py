"""`rezone migrate`: a phase previewed, executed or rolled back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from msgspec import Struct

from rezone.codemods.cli.completing import PHASE
from rezone.codemods.cli.failures import note_done
from rezone.codemods.cli.history import History, has_conflicts, takes_history
from rezone.codemods.cli.migrate_screen import as_json, show, show_summary, write_diff
from rezone.codemods.cli.options import Settings, format_option, takes_settings
from rezone.codemods.cli.progress import progress_line
from rezone.transforms.errors import UsageError

if TYPE_CHECKING:
    from rezone.phases.api import Progress, Receipt
    from rezone.phases.engine.examine import Executor
    from rezone.phases.plan.model import Plan

_FIRST = {
    "dry-run": "finding modules",
    "execute": "finding modules",
    "rollback": "comparing with the backup",
}
"""What each action begins with."""


class _Run(Struct, frozen=True, dict=True):
    """What the options say of a run."""

    settings: Settings
    plan: Plan
    executor: Executor | None
    strict: bool
    history: History
    checks: str
    auto_rollback: bool
    as_tree: bool

    def act(self, number: int, action: str, progress: Progress | None) -> Receipt:
        """Do *action* with one phase."""
        from rezone.phases import api

        root = self.settings.root
        if action == "dry-run":
            return api.preview(root, self.plan, number, progress, self.executor)
        if action == "execute":
            return self.history.migrate(
                root,
                self.plan,
                number,
                progress,
                self.executor,
                self.strict,
                api.Extent(self.checks),
                self.auto_rollback,
            )
        return self.history.rollback(root, self.plan, number, progress)


@click.command()
@click.option("--phase", type=PHASE, help="The phase to act on.")
@click.option("--all", "every", is_flag=True, help="All phases, in dependency order.")
@click.option("--dry-run", "action", flag_value="dry-run", help="Print the diff; write nothing.")
@click.option("--execute", "action", flag_value="execute", help="Move, rewrite, prove, report.")
@click.option("--rollback", "action", flag_value="rollback", help="Undo, to the byte.")
@click.option(
    "--shims/--no-shims", default=None, help="Leave bridges at old names, or none; as in the plan."
)
@click.option("--drop-shims", is_flag=True, help="Remove bridges that nobody uses any more.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes; default: as needed.")
@click.option(
    "--executor",
    type=click.Choice(["process", "dask"]),
    default="process",
    help="Where files are worked out: in processes of this machine, or on a cluster.",
)
@click.option("--scheduler", metavar="ADDRESS", help="With --executor dask: tcp://host:8786.")
@click.option(
    "--strict",
    is_flag=True,
    help="Refuse what a person has to settle; a dry run says so.",
)
@click.option(
    "--checks",
    type=click.Choice(["quick", "full", "none"]),
    default="quick",
    show_default=True,
    help="With --execute: which checks run before and after.",
)
@click.option(
    "--auto-rollback/--no-auto-rollback",
    default=True,
    help="With --execute: undo the phase where a check after it fails.",
)
@click.option("--tree", "as_tree", is_flag=True, help="With --dry-run: draw the files that move.")
@takes_history
@format_option()
@takes_settings
def migrate(
    settings: Settings,
    history: History,
    phase: int | None,
    every: bool,
    action: str | None,
    shims: bool | None,
    drop_shims: bool,
    jobs: int | None,
    executor: str,
    scheduler: str | None,
    strict: bool,
    checks: str,
    auto_rollback: bool,
    as_tree: bool,
    output_format: str,
) -> None:
    """Move what a phase says, and make every reference in the repository follow.

    \b
    Examples:
      rezone migrate --phase 1 --dry-run               what would change, as a git diff
      rezone migrate --phase 1 --dry-run | git apply   the same as --execute, without a backup
      rezone migrate --phase 1 --dry-run --tree        with the files that move as a tree
      rezone migrate --phase 1 --execute               do it; a backup is kept
      rezone migrate --phase 1 --rollback              undo it, to the byte
      rezone migrate --all --execute                   every phase, each its own transaction
      rezone migrate --phase 1 --execute --commit      one commit that moves, one that rewrites
      rezone migrate --phase 1 --execute --config moves.json
      rezone migrate --phase 1 --execute --shims       leave bridges for code elsewhere
      rezone migrate --drop-shims                      remove those that nobody uses
      rezone migrate --phase 1 --execute --executor dask --scheduler tcp://host:8786
    """
    from rezone.phases import api

    if drop_shims:
        from rezone.codemods.cli.drop_shims import drop

        drop(settings, phase, action or "execute", history.force, output_format)
        return
    if action is None:
        raise UsageError(
            "say what to do", hint="rezone migrate --phase 1 --dry-run, --execute or --rollback"
        )
    if (phase is None) == (not every):
        raise UsageError("say which phase", hint="--phase N, or --all")
    history.refuse_misuse(action)
    if as_tree and action != "dry-run":
        raise UsageError("--tree goes with --dry-run")
    plan = api.load(settings.root, settings.config)
    plan = plan if shims is None else plan.with_shims(shims)
    chosen = _executor(executor, jobs, scheduler)
    run = _Run(settings, plan, chosen, strict, history, checks, auto_rollback, as_tree)
    numbers = _numbers(run, phase, action)
    if action == "dry-run" and every:
        _dry_run_all(run, numbers, output_format)
        return
    receipts = _act(run, numbers, action, output_format)
    if action == "dry-run":
        _refuse_unsettled(run, receipts)
    if output_format == "json":
        import json

        reports = [as_json(receipt) for receipt in receipts]
        is_one = phase is not None and not history.cascade
        click.echo(json.dumps(reports[0] if is_one else reports, indent=2))
    if any(map(has_conflicts, receipts)):
        raise SystemExit(1)
    if action == "execute" and any(receipt.unknown for receipt in receipts):
        click.echo("names are left of which nobody knows what they mean: see the report", err=True)
        raise SystemExit(1)


def _act(run: _Run, numbers: list[int], action: str, output_format: str) -> list[Receipt]:
    """Do *action* with one phase after the other, and show each; stop where people must decide."""
    from rezone.phases.transaction.interrupts import ignored

    receipts: list[Receipt] = []
    for number in numbers:
        if receipts:
            note_done(click.get_current_context(), list(map(as_json, receipts)))
        with progress_line(run.settings, _FIRST[action]) as progress:
            receipts.append(run.act(number, action, progress))
        if output_format == "text":
            with ignored():
                show(run.settings, receipts[-1], run.as_tree)
        if has_conflicts(receipts[-1]):
            break
    return receipts


def _executor(name: str, jobs: int | None, scheduler: str | None) -> Executor | None:
    """Return what goes over the files, None for the engine's own choice."""
    from rezone.phases import api

    if (name == "dask") != (scheduler is not None):
        raise UsageError(
            "a cluster is named by its scheduler",
            hint="rezone migrate ... --executor dask --scheduler tcp://host:8786",
        )
    if scheduler is not None:
        if jobs is not None:
            raise UsageError("the workers of a cluster are its own", hint="leave --jobs out")
        return api.cluster(scheduler)
    return None if jobs is None else api.processes(jobs)


def _dry_run_all(run: _Run, numbers: list[int], output_format: str) -> None:
    """Preview every phase on the tree that the one before would leave; one diff for all."""
    import json

    from rezone.phases import api

    settings = run.settings
    with progress_line(settings, _FIRST["dry-run"]) as progress:
        receipts, changes = api.preview_all(
            settings.root, run.plan, numbers, progress, run.executor
        )
    if output_format == "text":
        for receipt in receipts:
            show_summary(settings, receipt, run.as_tree)
        write_diff(settings, changes)
    _refuse_unsettled(run, receipts)
    if output_format == "json":
        click.echo(json.dumps([as_json(receipt) for receipt in receipts], indent=2))


def _refuse_unsettled(run: _Run, receipts: list[Receipt]) -> None:
    """Say of a dry run what ``--strict`` would say of the run."""
    from rezone.phases import api

    for receipt in receipts if run.strict else ():
        if receipt.preview is not None:
            api.refuse_unsettled(receipt.preview)


def _numbers(run: _Run, phase: int | None, action: str) -> list[int]:
    """Return the phases to act on, in order; *phase* is the one that was named."""
    from rezone.phases import api

    if phase is not None:
        return run.history.numbers(run.settings.root, phase)
    numbers = [p.number for p in run.plan.in_dependency_order()]
    if action != "rollback":
        return numbers
    known = api.states(run.settings.root)
    applied = [n for n in numbers if n in known and known[n].status == "applied"]
    return sorted(applied, key=lambda number: known[number].time, reverse=True)
