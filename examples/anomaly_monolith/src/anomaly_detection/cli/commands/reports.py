"""``report``: a Markdown report of a comparison."""

from pathlib import Path

import click

from anomaly_detection.application.use_cases.compare_algorithms import CompareAlgorithms
from anomaly_detection.cli import csv_argument, read


@click.command("report")
@csv_argument
@click.option("--algorithm", "algorithms", multiple=True, default=("z_score", "mad"))
def command(path: Path, algorithms: tuple[str, ...]) -> None:
    """Compare algorithms on PATH."""
    comparison = CompareAlgorithms().execute(read(path), algorithms)
    click.echo(f"# {path.stem}\n")
    for name, found in comparison.found.items():
        click.echo(f"- {name}: {', '.join(map(str, found)) or 'nothing'}")
    click.echo(f"\nAgreed: {', '.join(map(str, comparison.agreed)) or 'nothing'}")
