"""``report-simple``: one line.  (Statements share lines here, as in older sources.)"""

import click; from pathlib import Path

from anomaly_detection.cli import csv_argument, read; from anomaly_detection.domain.services import data_profiling_service as p


@click.command("report-simple")
@csv_argument
def command(path: Path) -> None:
    """Print the mean of every column of PATH."""
    dataset = read(path); means = {name: column.mean for name, column in p.profile(dataset).items()}
    click.echo(" ".join(f"{name}={value:g}" for name, value in means.items()))
