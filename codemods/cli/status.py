"""`rezone status`: where the phases stand, and who still uses the bridges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rezone.codemods.cli.options import Settings, format_option, takes_settings
from rezone.codemods.cli.progress import progress_line

if TYPE_CHECKING:
    from rezone.phases.api import Standing, StandingBridge


@click.command()
@format_option()
@takes_settings
def status(settings: Settings, output_format: str) -> None:
    """Say which phases are applied, pending or interrupted, and who still uses the bridges.

    \b
    Examples:
      rezone status
      rezone status --format json
    """
    from rezone.phases import api

    plan = api.load(settings.root, settings.config)
    with progress_line(settings, "finding modules") as progress:
        standings = api.standings(settings.root, plan)
        progress("looking for bridges and who uses them", 0, 0)
        bridges = api.bridges(settings.root, plan)
    if output_format == "json":
        import json

        click.echo(json.dumps(_as_json(standings, bridges), indent=2))
        return
    from rich.table import Table

    from rezone.codemods.cli.screen import console
    from rezone.phases.reports.timestamp import for_people

    table = Table(box=None, pad_edge=False)
    for heading in ("phase", "title", "risk", "status", "since"):
        table.add_column(heading)
    for standing in standings:
        phase = standing.phase
        since = for_people(standing.time)
        table.add_row(str(phase.number), phase.title, phase.risk.value, standing.status, since)
    console(settings).print(table)
    _show_bridges(bridges)


def _as_json(
    standings: tuple[Standing, ...], bridges: tuple[StandingBridge, ...]
) -> list[dict[str, object]]:
    """Return one object a phase, its bridges in it; phases that the plan does not know follow."""
    known = {standing.phase.number for standing in standings}
    rows = [standing.as_dict() for standing in standings]
    unknown = {"title": "", "risk": "", "status": "unknown", "time": ""}
    others = {found.bridge.phase for found in bridges} - known
    rows += [{"phase": number, **unknown} for number in sorted(others)]
    for row in rows:
        row["bridges"] = [b.as_dict() for b in bridges if b.bridge.phase == row["phase"]]
    return rows


def _show_bridges(bridges: tuple[StandingBridge, ...]) -> None:
    if not bridges:
        return
    used = sum(bool(found.users) for found in bridges)
    over = sum(found.is_over for found in bridges)
    click.echo(f"\nbridges: {len(bridges)}; {used} used here; {over} past their end")
    for found in bridges:
        if found.users or found.is_over:
            bridge = found.bridge
            until = f" (until {bridge.until}{', past' * found.is_over})" if bridge.until else ""
            click.echo(f"{bridge.path}: {bridge.old} -> {bridge.new}{until}")
            for use in found.users:
                click.echo(f"  {use}")
