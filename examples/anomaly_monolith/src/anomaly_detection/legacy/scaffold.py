"""Write a starting point for a plug-in.  The templates hold import statements inside strings."""

from __future__ import annotations

import subprocess
import sys
import textwrap

PLUGIN = '''\
"""A detector, generated."""

from anomaly_detection.domain.interfaces.ml_operations import Detector
from anomaly_detection.infrastructure.adapters.algorithms.registry import register


@register("{name}")
class Plugin:
    name = ""

    def fit(self, rows) -> "Detector":
        return self

    def score(self, rows):
        return [0.0 for _ in rows]
'''


def plugin(name: str) -> str:
    """Return the source of a detector called *name*."""
    return PLUGIN.replace("{name}", name)


def test_for_plugin() -> str:
    """Return the source of a first test."""
    return textwrap.dedent(
        """
        from anomaly_detection.domain.entities import Dataset
        from anomaly_detection.domain.services.detection_service import DetectionService


        def test_it_runs():
            assert DetectionService().detect(Dataset.of([[1.0], [2.0]])).rate <= 1
        """
    ).lstrip()


def version_of_interpreter(environment: dict[str, str]) -> str:
    """Ask a fresh interpreter; the script is one string."""
    script = "from anomaly_detection.domain.entities.value_objects import Severity; print(Severity.HIGH.value)"
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()
