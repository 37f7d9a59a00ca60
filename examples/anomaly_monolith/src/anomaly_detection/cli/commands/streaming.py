"""``stream``: numbers from standard input."""

from typing import TextIO

import click

from anomaly_detection.application.use_cases import process_streaming


@click.command("stream")
@click.option("--window", default=20)
@click.argument("source", type=click.File(), default="-")
def command(window: int, source: TextIO) -> None:
    """Read one number a line from SOURCE and print the anomalies."""
    values = (float(line) for line in source if line.strip())
    for anomaly in process_streaming.ProcessStreaming().execute(values, window):
        click.echo(anomaly.describe())
