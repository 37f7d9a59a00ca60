"""The program in processes of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from anomaly_detection.legacy import scaffold

HERE = Path(__file__).parents[1]
ENVIRONMENT = os.environ | {
    "PYTHONPATH": os.pathsep.join([str(HERE / "src"), str(HERE / "src" / "packages")]),
    "PYTHONDONTWRITEBYTECODE": "1",
}


def run(*command: str, text: str = "") -> str:
    done = subprocess.run(command, env=ENVIRONMENT, input=text, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-m", "anomaly_detection", "--version"],
        [sys.executable, "-m", "anomaly_detection.cli.main", "--version"],
    ],
    ids=["short", "long"],
)
def test_command_line(command):
    assert "1.4.0" in run(*command)


def test_worker_module():
    answer = run(sys.executable, "-m", "anomaly_detection.worker", "--once", text='{"id": 5, "values": [1]}\n')
    assert answer == '{"id": 5, "found": []}\n'


def test_worker_script():
    script = HERE / "src/anomaly_detection/worker.py"
    assert run(sys.executable, str(script), text='{"id": 6, "values": [1]}\n') == '{"id": 6, "found": []}\n'


def test_a_script_in_one_string():
    assert scaffold.version_of_interpreter(ENVIRONMENT) == "high"


def test_nightly_script():
    out = run(sys.executable, str(HERE / "scripts/nightly.py"), "--dry-run")
    assert out.splitlines() == ["detect: z_score", "drift: False"]
