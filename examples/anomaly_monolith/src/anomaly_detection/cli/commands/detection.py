"""``detect``: anomalies in a file."""

from pathlib import Path

import click

from .. import csv_argument, emit, read
from ...application.use_cases import DetectAnomalies, DetectRequest
from ...domain.services.detection_service import DetectionService


@click.command("detect")
@csv_argument
@click.option("--algorithm", default="z_score", type=click.Choice(DetectionService.algorithms()))
@click.option("--contamination", default=0.1, type=click.FloatRange(0, 0.5, min_open=True, max_open=True))
@click.option("--json", "as_json", is_flag=True)
def command(path: Path, algorithm: str, contamination: float, as_json: bool) -> None:
    """List the anomalies in PATH."""
    result = DetectAnomalies().execute(DetectRequest(read(path), algorithm, contamination)).result
    rows = [[a.index, f"{a.score:.2f}", a.severity.value] for a in result.anomalies]
    emit(["row", "score", "severity"], rows, as_json)
