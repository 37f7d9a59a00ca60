"""``optimize``: which algorithm to take."""

from pathlib import Path

import click

from anomaly_detection import cli
from anomaly_detection.application.services.performance.optimization import performance_optimizer


@click.command("optimize")
@cli.csv_argument
def command(path: Path) -> None:
    """Time two algorithms on PATH and advise one."""
    click.echo(performance_optimizer.PerformanceOptimizer().advise(cli.read(path), ["z_score", "mad"]))
