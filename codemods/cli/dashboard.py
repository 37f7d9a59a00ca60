"""`rezone dashboard`: one page that shows where the migration stands."""

from __future__ import annotations

import click

from rezone.codemods.cli.completing import PHASE
from rezone.codemods.cli.options import Settings, format_option, takes_settings
from rezone.codemods.cli.progress import progress_line


@click.command()
@click.option("--phase", type=PHASE, help="Tell the files of this phase only.")
@click.option(
    "--work-out/--no-work-out",
    default=True,
    show_default=True,
    help="Work out the pending phases, as a dry run does; without, only their moves are told.",
)
@format_option()
@takes_settings
def dashboard(settings: Settings, phase: int | None, work_out: bool, output_format: str) -> None:
    """Write migration_reports/dashboard.html, from what the runs have left.

    The page is one file that needs no network.  With --format json what it tells is printed
    instead, and nothing is written.

    \b
    Examples:
      rezone dashboard
      rezone dashboard --phase 3
      rezone dashboard --format json
    """
    from rezone.phases import api

    plan = api.load(settings.root, settings.config)
    with progress_line(settings, "finding modules") as told:
        found = api.collect_dashboard(settings.root, plan, phase, work_out=work_out, told=told)
    if output_format == "json":
        import json

        click.echo(json.dumps(found.as_dict(), indent=2))
        return
    path = api.write_dashboard(settings.root, found)
    if not settings.quiet:
        click.echo(f"dashboard: {path.relative_to(settings.root).as_posix()}")
