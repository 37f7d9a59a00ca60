"""Files that are unusual on purpose keep what makes them so, wherever they live."""

import ast
import codecs
import importlib
import os
import tokenize
from pathlib import Path

import pytest

from anomaly_detection.infrastructure.monitoring import dashboard


def source(name: str) -> Path:
    return Path(importlib.import_module(name).__file__)


def test_line_ends():
    data = source("anomaly_detection.domain.services.graph_anomaly_detection_service").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") > 30


def test_byte_order_mark():
    data = source("anomaly_detection.domain.services.data_conversion_service").read_bytes()
    assert data.startswith(codecs.BOM_UTF8)
    assert data.count(codecs.BOM_UTF8) == 1


def test_coding_declaration():
    path = source("anomaly_detection.infrastructure.monitoring.alerting_system").with_name("dashboard.py")
    with path.open("rb") as file:
        assert tokenize.detect_encoding(file.readline)[0] == "iso-8859-1"
    assert b"Andr\xe9" in path.read_bytes()
    assert dashboard.__globals__["AUTHOR"] == "André"


def test_form_feed():
    data = source("anomaly_detection.domain.services.enhanced_analytics_service").read_bytes()
    assert data.count(b"\x0c\n") == 1


def test_no_final_newline():
    assert not source("anomaly_detection.domain.services.detection_service_simple").read_bytes().endswith(b"\n")


def test_tabs():
    assert b"\n\treturn " in source("anomaly_detection.domain.services.data_sampling_service").read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="no file modes")
def test_executable():
    path = source("anomaly_detection.worker")
    assert os.access(path, os.X_OK)
    assert path.read_text().startswith("#!/usr/bin/env python3\n")


def test_semicolons():
    assert "; from " in source("anomaly_detection.cli.commands.reports_simple").read_text()


def test_the_future_stays_first():
    body = ast.parse(source("anomaly_detection.legacy.compat").read_text()).body
    assert isinstance(body[1], ast.ImportFrom)
    assert body[1].module == "__future__"


@pytest.mark.parametrize(
    "name",
    [
        "anomaly_detection.infrastructure.api",
        "anomaly_detection.infrastructure.data_access",
        "anomaly_detection.infrastructure.deployment",
        "anomaly_detection.infrastructure.feature_store",
        "anomaly_detection.infrastructure.processing",
        "anomaly_detection.infrastructure.security",
        "anomaly_detection.infrastructure.validation",
        "anomaly_detection.streaming",
    ],
)
def test_namespace_packages_can_be_imported(name):
    assert importlib.import_module(name).__path__


@pytest.mark.parametrize(
    ("name", "comment"),
    [
        ("anomaly_detection.infrastructure.adapters.algorithms", "registers the general detectors"),
        ("anomaly_detection.domain.entities", "a float within [0, 1]"),
        ("anomaly_detection.application.use_cases.compare_algorithms", "adds them up"),
        ("anomaly_detection.domain.services.graph_anomaly_detection_service", "what is returned"),
        ("anomaly_detection.cli.commands", "machine learning"),
    ],
)
def test_comments_stay_on_the_line_of_their_name(name, comment):
    lines = [line for line in source(name).read_text("utf-8").splitlines() if f"# {comment}" in line or f"  {comment}" in line]
    assert len(lines) == 1
    assert lines[0].partition("#")[0].strip()
