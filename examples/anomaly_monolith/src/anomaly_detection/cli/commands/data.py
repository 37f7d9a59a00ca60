"""``data``: look at a file before detection."""

from pathlib import Path

import click

from ...domain.services.data_conversion_service import to_csv
from ...domain.services.data_profiling_service import profile as make_profile
from ...domain.services.data_sampling_service import sample as take_sample
from ...domain.services.data_validation_service import DataValidationService
from ...infrastructure.data_access.data import validation
from .. import csv_argument, emit, read


@click.group("data")
def command() -> None:
    """Validate, profile and sample files."""


@command.command()
@csv_argument
def validate(path: Path) -> None:
    """List what is wrong with PATH; exit with 1 if something is serious."""
    if not validation.loadable(path):
        raise click.ClickException(f"{path.name} cannot be loaded")
    findings = DataValidationService().findings(read(path))
    for finding in findings:
        click.echo(f"{'!' if finding.serious else '-'} {finding}")
    raise SystemExit(int(any(finding.serious for finding in findings)))


@command.command()
@csv_argument
def profile(path: Path) -> None:
    """Five numbers for each column of PATH."""
    rows = [[name, c.minimum, c.median, c.maximum] for name, c in make_profile(read(path)).items()]
    emit(["column", "min", "median", "max"], rows)


@command.command()
@csv_argument
@click.option("--size", default=10)
def sample(path: Path, size: int) -> None:
    """Print SIZE rows of PATH as CSV."""
    click.echo(to_csv(take_sample(read(path), size)), nl=False)
