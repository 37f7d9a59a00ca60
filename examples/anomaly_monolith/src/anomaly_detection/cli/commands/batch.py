"""``batch``: many files."""

from pathlib import Path

import click

from ...domain.services import batch_processing_service
from ...domain.services.detection_service import DetectionService
from .. import emit, read


@click.command("batch")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def command(paths: tuple[Path, ...]) -> None:
    """Count the anomalies in each of PATHS."""
    report = batch_processing_service.BatchProcessingService(DetectionService()).run(map(read, paths))
    emit(["file", "anomalies"], [[name, len(result.anomalies)] for name, result in report.results.items()])
