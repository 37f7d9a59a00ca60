"""The command line, through click's runner."""

import json

import pytest
from click.testing import CliRunner

from anomaly_detection.application.services.mlops import UnifiedModelRegistry
from anomaly_detection.cli import commands
from anomaly_detection.cli.commands import detection, models, streaming, worker
from anomaly_detection.cli.main import main


@pytest.fixture
def run():
    return lambda *words, **options: CliRunner().invoke(main, list(map(str, words)), **options)


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "load.csv"
    file.write_text("cpu,errors\n" + "1,0\n2,1\n" * 10 + "90,40\n")
    return file


def test_help_names_every_command(run):
    text = run("--help").output
    assert all(f"  {command.name}" in text for command in commands.ALL)
    assert len(commands.ALL) == 12


def test_version(run):
    assert run("--version").output == "anomaly-detection, version 1.4.0\n"


def test_commands_are_the_modules_own():
    assert detection.command in commands.ALL
    assert worker.command.name == "worker"


def test_detect(run, path):
    result = run("detect", path, "--contamination", "0.02")
    assert result.exit_code == 0
    assert result.output.splitlines()[1].split() == ["20", "1.00", "critical"]


def test_detect_json(run, path):
    assert json.loads(run("detect", path, "--json").output)[-1]["row"] == 20


@pytest.mark.parametrize("algorithm", ["mad", "neighbours", "isolation_forest"])
def test_detect_with(run, path, algorithm):
    assert "critical" in run("detect", path, "--algorithm", algorithm).output


@pytest.mark.parametrize("words", [["--algorithm", "x"], ["--contamination", "0"], ["--contamination", "0.5"]])
def test_detect_refuses(run, path, words):
    assert run("detect", path, *words).exit_code == 2


def test_a_broken_file_says_what_to_do(run, tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("a\nx\n")
    result = run("detect", file)
    assert result.exit_code == 1
    assert "every row needs one value per column" in result.output


def test_report(run, path):
    assert run("report", path).output.splitlines()[-1] == "Agreed: 20"


def test_report_simple(run, path):
    assert run("report-simple", path).output == "cpu=5.71429 errors=2.38095\n"


def test_explain(run, path):
    assert run("explain", path).output.startswith("Row 20 stands out by ")


def test_optimize(run, path):
    assert run("optimize", path).output.strip() in {"z_score", "mad"}


def test_models(run, path):
    registry = UnifiedModelRegistry()
    assert run("models", "train", "m", path, obj=registry).output == "m@1\n"
    assert run("models", "promote", "m", obj=registry).output == "staging\n"
    assert json.loads(run("models", "list", "--json", obj=registry).output)[0]["status"] == "staging"


def test_models_use_the_default_registry(run, monkeypatch):
    monkeypatch.setattr(models, "default_registry", UnifiedModelRegistry)
    assert run("models", "list").output == "model  algorithm  status\n"


def test_batch(run, path):
    assert run("batch", path, path).output.splitlines()[1].split()[0] == "load"


@pytest.mark.parametrize(("rows", "code"), [("1\n2\n", 0), ("1\n1\n", 0), ("inf\n1\n", 1)])
def test_validate(run, tmp_path, rows, code):
    file = tmp_path / "x.csv"
    file.write_text("a\n" + rows)
    assert run("data", "validate", file).exit_code == code


def test_validate_unloadable(run, tmp_path):
    file = tmp_path / "x.txt"
    file.write_text("?")
    assert "cannot be loaded" in run("data", "validate", file).output


def test_profile(run, path):
    assert run("data", "profile", path).output.splitlines()[1].split() == ["cpu", "1.0", "2.0", "90.0"]


def test_sample(run, path):
    assert len(run("data", "sample", path, "--size", 3).output.splitlines()) == 4


def test_stream(run):
    assert run("stream", input="1\n1.1\n" * 10 + "30\n").output == "row 20: critical (1.00)\n"


def test_stream_is_not_the_service():
    assert streaming.command.name == "stream"


def test_health(run):
    result = run("health")
    assert result.exit_code == 0
    assert "detectors  True" in result.output


def test_health_when_down(run, monkeypatch):
    monkeypatch.setattr("anomaly_detection.domain.services.health_monitoring_service.default_checks", lambda: [lambda: 1 / 0])
    assert run("health").exit_code == 1


def test_monitor(run):
    assert "health.disk.ok: 1" in run("monitor").output


@pytest.mark.parametrize(("words", "count"), [([], 2), (["--once"], 1)])
def test_worker(run, words, count):
    jobs = '{"id": 1, "values": [1, 1, 9]}\n{"id": 2, "values": []}\n'
    answers = [json.loads(line) for line in run("worker", *words, input=jobs).output.splitlines()]
    assert len(answers) == count
    assert answers[0] == {"id": 1, "found": [2]}


def test_worker_pool():
    from anomaly_detection import worker_pool

    answers = worker_pool.run_all([['{"id": 1, "values": [1]}'], ['{"id": 2, "values": [1]}']])
    assert [[a["id"] for a in batch] for batch in answers] == [[1], [2]]


def test_verbose(run):
    import logging

    log = logging.getLogger("anomaly_detection.infrastructure.monitoring")
    before = log.level
    try:
        assert run("-v", "data", "--help").exit_code == 0
        assert run("-v", "monitor").exit_code == 0
        assert log.level == logging.DEBUG
    finally:
        log.setLevel(before)
