"""`rezone recover`: finish or undo what a crash left."""

from __future__ import annotations

import click

from rezone.codemods.cli.options import Settings, format_option, takes_settings
from rezone.codemods.cli.progress import progress_line


@click.command()
@format_option()
@takes_settings
def recover(settings: Settings, output_format: str) -> None:
    """Bring the tree to before or after the phase that a crash interrupted.

    \b
    Examples:
      rezone recover
      rezone recover --root ../shop
    """
    from rezone.phases import api

    with progress_line(settings, "reading the journal"):
        recovered = api.recover(settings.root)
    if output_format == "json":
        import json

        click.echo(json.dumps(recovered, indent=2))
        return
    for found in recovered:
        what = "the phase" if found["phase"] > 0 else "bridges were removed"
        click.echo(f"phase {found['phase']}: the tree is as {found['tree']} {what}")
        for path in found["edited"]:
            click.echo(f"edited since the crash, and saved: {path}")
    if not recovered and not settings.quiet:
        click.echo("nothing was interrupted")
