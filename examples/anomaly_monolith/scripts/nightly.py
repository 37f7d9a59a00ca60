#!/usr/bin/env python3
"""What runs every night: detect, look for drift, store."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "src" / "packages")]

from anomaly_detection.domain.entities import Dataset  # noqa: E402
from anomaly_detection.domain.services import concept_drift_detection_service, detection_service  # noqa: E402
from anomaly_detection.infrastructure.config.settings import get_settings  # noqa: E402
from anomaly_detection.infrastructure.repositories import FileModelRepository  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="store nothing")
    parser.add_argument("--models", type=Path, default=Path("models"))
    options = parser.parse_args()
    data = Dataset.of([[1.0], [2.0], [1.0], [2.0]])
    result = detection_service.DetectionService().detect(data, get_settings().algorithm)
    print(f"detect: {result.algorithm}")
    drift = concept_drift_detection_service.DriftDetector(data.column("c0")).compare([1.0, 2.0])
    print(f"drift: {drift.drifted}")
    if not options.dry_run:
        options.models.mkdir(exist_ok=True)
        print(f"models: {sum(1 for _ in FileModelRepository(options.models).all())}")


if __name__ == "__main__":
    main()
