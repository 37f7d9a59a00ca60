"""`rezone export`: the name map of applied phases, for those who use the code elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

from rezone.codemods.cli.completing import PHASE
from rezone.codemods.cli.options import Settings, takes_settings
from rezone.codemods.cli.progress import progress_line


@click.command()
@click.option("--phase", "phases", multiple=True, type=PHASE, help="This phase; default: applied.")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["json", "toml"]),
    default="json",
    show_default=True,
    help="Both are plans that --config accepts.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write it here; default: standard output.",
)
@takes_settings
def export(
    settings: Settings, phases: tuple[int, ...], output_format: str, output: Path | None
) -> None:
    """Write what the applied phases did to names, as a plan that stands alone.

    Give it to the users of a library: `rezone rewrite --config FILE` makes their code follow.

    \b
    Examples:
      rezone export > moves.json
      rezone export --phase 1 --phase 2 --format toml -o moves.toml
    """
    from rezone.phases import api

    plan = api.load(settings.root, settings.config)
    with progress_line(settings, "finding modules"):
        exported = api.export(settings.root, plan, phases)
    text = exported.to_json() if output_format == "json" else exported.to_toml()
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
    if not exported.is_settled:
        click.echo(
            "one thing moved to where another was: a name alone does not say whether it is old "
            "or new, so `rezone rewrite` will ask for --from-before",
            err=True,
        )
