"""`rezone migrate --drop-shims`: bridges removed, shown, or put back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from rezone.codemods.cli.options import Settings
from rezone.codemods.cli.progress import progress_line

if TYPE_CHECKING:
    from rezone.phases.api import Dropped


def drop(
    settings: Settings, phase: int | None, action: str, force: bool, output_format: str
) -> None:
    """Remove the bridges of *phase*, or all, that nobody uses; exit with 1 where some stay."""
    from rezone.phases import api

    plan = api.load(settings.root, settings.config)
    if phase is not None:
        plan.phase(phase)
    if action == "rollback":
        with progress_line(settings, "restoring"):
            done = api.restore_bridges(settings.root, force=force)
        count = len(done.files)
        if output_format == "json":
            click.echo(json.dumps({"restored": [file.old for file in done.files]}, indent=2))
        elif not settings.quiet:
            click.echo(f"bridges are back: {count} {_files(count)}")
        return
    with progress_line(settings, "looking for bridges and who uses them"):
        dropped = api.drop_bridges(settings.root, plan, phase, write=action == "execute")
    if output_format == "json":
        click.echo(json.dumps(dropped.as_dict(), indent=2))
    else:
        _show(settings, dropped, is_preview=action == "dry-run")
    if dropped.refused:
        raise SystemExit(1)


def _show(settings: Settings, dropped: Dropped, *, is_preview: bool) -> None:
    if is_preview:
        from rezone.codemods.cli.migrate_screen import write_diff

        write_diff(settings, dropped.changes)
    elif not settings.quiet:
        count = len(dropped.gone)
        click.echo(f"bridges removed: {count}" if count else "no bridge was removed")
        if count:
            click.echo("undo: rezone migrate --drop-shims --rollback")
    for standing in dropped.refused:
        bridge = standing.bridge
        why = "is used" if standing.users else "stands above others that are used"
        click.echo(f"{bridge.path}: {bridge.old} stays: it {why}", err=True)
        for use in standing.users:
            click.echo(f"  {use}", err=True)
    if dropped.refused:
        click.echo("rezone rewrite . makes references follow their modules", err=True)


def _files(count: int) -> str:
    return "file" if count == 1 else "files"
