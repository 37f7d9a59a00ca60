"""`rezone init`: the files a repository needs before its first phase."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from rezone.codemods.cli.options import Settings, format_option, takes_settings
from rezone.codemods.cli.progress import progress_line

if TYPE_CHECKING:
    from rezone.phases.beginning.guesses import Guesses


@click.command()
@format_option()
@takes_settings
def init(settings: Settings, output_format: str) -> None:
    """Write a plan to fill in, settings for libcst and Fixit, workflows and a hook.

    Import roots, packages, how the tests run and web applications are guessed from the files.
    No code of the repository runs.  Files that exist stay as they are.

    \b
    Examples:
      rezone init
      rezone init --root ../shop
    """
    from rezone.phases import api

    with progress_line(settings, "finding modules") as progress:
        done = api.init(settings.root, progress)
    if output_format == "json":
        import json

        guessed = done.guessed and done.guessed.as_dict()
        click.echo(
            json.dumps({"written": done.written, "kept": done.kept, "guessed": guessed}, indent=2)
        )
        return
    if settings.quiet:
        return
    for path in done.kept:
        click.echo(f"{path} exists and stays as it is")
    for path in done.written:
        click.echo(f"wrote {path}")
    if done.guessed is not None:
        for what, said in _told(done.guessed):
            click.echo(f"{what}: {said}")
    if done.written:
        click.echo("next: write the first moves into rezone.toml, then `rezone plan check`")


def _told(guessed: Guesses) -> Iterator[tuple[str, str]]:
    yield "import roots", ", ".join(guessed.roots)
    yield "domains", ", ".join(domain.name for domain in guessed.domains) or "no package found"
    yield "tests", guessed.suite.command if guessed.suite else "none found"
    yield "applications", ", ".join(guessed.apps) or "none found"
