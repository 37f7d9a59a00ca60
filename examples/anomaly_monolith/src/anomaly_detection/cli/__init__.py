"""The command line.  What all commands share stands here; the commands themselves live one level below."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from ..domain.entities import AnomalyDetectionError, Dataset
from ..infrastructure.data_access.data.loaders import load
from ..presentation.formatting import table

csv_argument = click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))


def read(path: Path) -> Dataset:
    """Load a data set; the program's own errors become click's, with their hint."""
    try:
        return load(path)
    except AnomalyDetectionError as error:
        raise click.ClickException(f"{error} ({error.hint})") from error


def emit(head: Sequence[str], rows: Sequence[Sequence[object]], as_json: bool = False) -> None:
    if as_json:
        click.echo(json.dumps([dict(zip(head, row, strict=True)) for row in rows], default=str))
    else:
        click.echo(table(head, rows))
