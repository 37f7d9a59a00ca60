"""`rezone status`: which phases are applied, pending or interrupted."""

from __future__ import annotations

import click

from rezone.codemods.cli.options import Settings, format_option, takes_settings


@click.command()
@format_option()
@takes_settings
def status(settings: Settings, output_format: str) -> None:
    """Say which phases are applied, pending or interrupted.

    \b
    Examples:
      rezone status
      rezone status --format json
    """
    from rezone.phases import api

    plan = api.load(settings.root, settings.config)
    standings = api.standings(settings.root, plan)
    if output_format == "json":
        import json

        click.echo(json.dumps([standing.as_dict() for standing in standings], indent=2))
        return
    from rich.table import Table

    from rezone.codemods.cli.screen import console

    table = Table(box=None, pad_edge=False)
    for heading in ("phase", "title", "risk", "status", "since"):
        table.add_column(heading)
    for standing in standings:
        phase = standing.phase
        table.add_row(
            str(phase.number), phase.title, phase.risk.value, standing.status, standing.time
        )
    console(settings).print(table)
