"""`rezone port`: an open branch, brought onto what was migrated meanwhile."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from rezone.codemods.cli.completing import PHASE, Revision
from rezone.codemods.cli.options import Settings, format_option, takes_settings
from rezone.codemods.cli.progress import progress_line

if TYPE_CHECKING:
    from rezone.phases.api import Ported


@click.command()
@click.argument("branch", type=Revision("BRANCH"))
@click.option(
    "--onto", default="HEAD", show_default=True, type=Revision("REF"), help="Where it goes."
)
@click.option("--name", default="", metavar="NAME", help="The new branch; default: BRANCH-ported.")
@click.option("--phase", "phases", multiple=True, type=PHASE, help="Apply this phase, unasked.")
@click.option("--keep-commits", is_flag=True, help="One commit for each of the branch.")
@click.option("--dry-run", is_flag=True, help="Print the diff to REF; make no branch.")
@format_option()
@takes_settings
def port(
    settings: Settings,
    branch: str,
    onto: str,
    name: str,
    phases: tuple[int, ...],
    keep_commits: bool,
    dry_run: bool,
    output_format: str,
) -> None:
    """Bring a branch that began before a phase onto the branch that has it.

    The phases are applied to where BRANCH began and to where it stands; git merges what lies
    between onto REF.  The result is a new branch.  BRANCH and your files stay as they are.

    \b
    Examples:
      rezone port topic
      rezone port origin/topic --onto main --name topic-2
      rezone port topic --keep-commits
      rezone port topic --dry-run
    """
    from rezone.phases import api

    plan = api.load(settings.root, settings.config)
    with progress_line(settings, "looking for the phases in both trees") as progress:
        ported = api.port(
            settings.root,
            plan,
            branch,
            onto=onto,
            name=name,
            phases=phases,
            keep_commits=keep_commits,
            write=not dry_run,
            progress=progress,
        )
    if output_format == "json":
        import json

        click.echo(json.dumps(ported.as_dict(), indent=2))
    else:
        _show(settings, ported, onto, dry_run)
    if ported.conflicts:
        raise SystemExit(1)


def _show(settings: Settings, ported: Ported, onto: str, dry_run: bool) -> None:
    if ported.note:
        click.echo(f"{ported.note}; nothing to do", err=True)
        return
    for message in ported.messages:
        click.echo(message)
    if ported.conflicts:
        click.echo(
            f"no branch was made; to settle this with git:\n"
            f"  git switch -c {ported.name} {ported.onto[:12]}\n"
            f"  git cherry-pick {ported.replay}",
            err=True,
        )
        return
    if dry_run:
        from rezone.phases import api

        sys.stdout.buffer.write(api.diff_of_trees(settings.root, ported.onto, ported.tree))
        sys.stdout.buffer.flush()
    if not settings.quiet:
        phases = ", ".join(map(str, ported.phases))
        done = "would be" if dry_run else "is"
        count = len(ported.commits)
        commits = "1 commit" if count == 1 else f"{count} commits"
        click.echo(
            f"{ported.branch} through phase {phases} {done} {ported.name}: {commits} on {onto}",
            err=dry_run,
        )
