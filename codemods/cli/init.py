"""`rezone init`: the files a repository needs before its first phase."""

from __future__ import annotations

import click

from rezone.codemods.cli.options import Settings, format_option, takes_settings
from rezone.codemods.cli.progress import progress_line


@click.command()
@format_option()
@takes_settings
def init(settings: Settings, output_format: str) -> None:
    """Write a plan to fill in, settings for libcst and Fixit, workflows and a hook.

    Files that exist stay as they are.

    \b
    Examples:
      rezone init
      rezone init --root ../shop
    """
    from rezone.phases import api

    with progress_line(settings, "finding modules"):
        written, kept = api.init(settings.root)
    if output_format == "json":
        import json

        click.echo(json.dumps({"written": written, "kept": kept}, indent=2))
        return
    if settings.quiet:
        return
    for path in kept:
        click.echo(f"{path} exists and stays as it is")
    for path in written:
        click.echo(f"wrote {path}")
    if written:
        click.echo("next: write the first moves into rezone.toml, then `rezone plan check`")
