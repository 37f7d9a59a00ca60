"""``explain``: why rows stand out."""

from pathlib import Path

import click

from ...application.facades.detection_facade import DetectionFacade
from .. import csv_argument, read


@click.command("explain")
@csv_argument
def command(path: Path) -> None:
    """Explain the anomalies in PATH."""
    for sentence in DetectionFacade().explain(read(path).rows):
        click.echo(sentence)
