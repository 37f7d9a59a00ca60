"""`rezone rewrite`: references only, files stay."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rezone.codemods.cli.completing import PHASE, Revision
from rezone.codemods.cli.options import Settings, format_option, takes_settings
from rezone.codemods.cli.progress import progress_line

if TYPE_CHECKING:
    from rezone.phases.api import Rewritten


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="PATH…")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 where an old name is left.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; print the diff.")
@click.option("--phase", "phases", multiple=True, type=PHASE, help="Only this phase.")
@click.option(
    "--from-before",
    is_flag=True,
    help="The files are from before the phases: chains and swaps mean what they say.",
)
@click.option(
    "--since", default="", type=Revision("REV"), help="Only files changed since git's REV."
)
@format_option("markdown", "sarif")
@takes_settings
def rewrite(
    settings: Settings,
    paths: tuple[Path, ...],
    check: bool,
    show_diff: bool,
    phases: tuple[int, ...],
    from_before: bool,
    since: str,
    output_format: str,
) -> None:
    """Make references follow modules that have moved already; no file changes its place.

    For repositories downstream, branches that are still open, and the changed files of a pull
    request.  A move counts as done where its source is not in the tree any more.

    \b
    Examples:
      rezone rewrite .
      rezone rewrite --check src tests
      rezone rewrite --diff --config ../shop/rezone.toml app.py
      rezone rewrite --check --since origin/main --format sarif > rezone.sarif
    """
    from rezone.phases import api

    plan = api.load(settings.root, settings.config)
    with progress_line(settings, "finding modules") as progress:
        found = api.rewrite(
            settings.root,
            plan,
            paths or (settings.root,),
            phases=phases,
            from_before=from_before,
            since=since,
            write=not (check or show_diff),
            progress=progress,
        )
    _show(settings, found, check, show_diff, output_format)
    if check and not found.is_current:
        raise SystemExit(1)


def _show(
    settings: Settings, found: Rewritten, check: bool, show_diff: bool, output_format: str
) -> None:
    if output_format != "text":
        click.echo(_as(output_format, found, written=not (check or show_diff)), nl=False)
        return
    if show_diff:
        from rezone.phases.reports.git_diff import git_diff

        stream = sys.stdout.buffer
        for piece in git_diff(settings.root, found.changes):
            stream.write(piece)
        stream.flush()
    for path, line, old, new in found.references:
        if check or settings.verbosity > 0:
            click.echo(f"{path}:{line}: {old} → {new}", err=show_diff)
    for problem in found.problems:
        click.echo(problem, err=True)
    if not settings.quiet:
        done = "would change" if check or show_diff else "rewritten"
        left = f"; {len(found.left)} names need a person" if found.left else ""
        click.echo(f"{len(found.changed)} files {done}{left}", err=True)


def _as(output_format: str, found: Rewritten, written: bool) -> bytes:
    """Return what was found, for a program or for a page."""
    from rezone.phases.reports.json_file import json_bytes
    from rezone.phases.reports.markdown import markdown
    from rezone.phases.reports.sarif import sarif

    if output_format == "markdown":
        return markdown(found, written=written).encode("utf-8", "backslashreplace")
    return json_bytes(sarif(found) if output_format == "sarif" else found.as_dict())
