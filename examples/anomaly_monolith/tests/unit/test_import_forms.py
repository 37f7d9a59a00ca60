"""Names that are strings, and what they lead to."""

import importlib
import importlib.util
import pkgutil
import runpy
import sys
from importlib import resources
from pathlib import Path

import pytest

import anomaly_detection
from anomaly_detection import domain
from anomaly_detection.domain import services

ROOTS = [Path(__file__).parents[2] / "src", Path(__file__).parents[2] / "src" / "packages"]


@pytest.mark.parametrize("name", [n for n in anomaly_detection.__all__ if n != "__version__"])
def test_lazy_names_of_the_top_package(name):
    assert getattr(anomaly_detection, name).__name__ == name
    assert name in dir(anomaly_detection)


def test_lazy_names_are_the_same_objects():
    from anomaly_detection.domain.entities.anomaly import Anomaly

    assert anomaly_detection.Anomaly is domain.Anomaly is Anomaly


@pytest.mark.parametrize("module", [anomaly_detection, domain], ids=lambda module: module.__name__)
def test_other_names_are_errors(module):
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = module.nothing


@pytest.mark.parametrize("name", domain.__all__)
def test_names_of_the_domain(name):
    assert getattr(domain, name).__name__ == name


@pytest.mark.parametrize("name", services.__all__)
def test_names_of_the_services(name):
    assert getattr(services, name).__name__ == name


@pytest.mark.parametrize(
    "name",
    [
        "anomaly_detection.infrastructure.config.settings",
        "anomaly_detection.infrastructure.observability",
        "anomaly_detection.application.services.mlops",
        "anomaly_detection.api.v1.streaming",
        "anomaly_detection.api.v1.streaming_info",
        "anomaly_detection.cli.commands.reports",
        "anomaly_detection.cli.commands.reports_simple",
        "anomaly_detection.streaming",
        "anomaly_detection.streaming_v2",
        "anomaly_detection.worker_pool",
        "anomaly_detection.presentation.cli.commands",
    ],
)
def test_modules_by_name(name):
    assert importlib.util.find_spec(name) is not None
    assert importlib.import_module(name) is sys.modules[name]


def test_resolve_name_with_a_colon():
    cls = pkgutil.resolve_name("anomaly_detection.domain.entities.model:Model.promote")
    assert cls.__qualname__ == "Model.promote"


def test_resolve_name_with_dots():
    from anomaly_detection.domain.entities import Dataset

    assert pkgutil.resolve_name("anomaly_detection.domain.entities.dataset.Dataset") is Dataset


def test_relative_name_with_its_package():
    module = importlib.import_module(".v1.detection", "anomaly_detection.api")
    assert module.router.tags == ["detection"]


def test_a_class_by_a_table_of_paths():
    table = {
        "drift": "anomaly_detection.domain.services.concept_drift_detection_service.DriftDetector",
        "store": "anomaly_detection.infrastructure.feature_store.feature_store_service.FeatureStore",
    }
    for path in table.values():
        module, _, name = path.rpartition(".")
        assert getattr(importlib.import_module(module), name).__name__ == name


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_run_module_does_not_start_the_worker(capsys):
    names = runpy.run_module("anomaly_detection.worker")
    assert names["work"]('{"id": 1, "values": []}') == {"id": 1, "error": "AD101"}
    assert capsys.readouterr().out == ""


def test_package_data_by_name():
    assert resources.files("anomaly_detection.infrastructure.config").joinpath("defaults.yaml").is_file()
    assert resources.files("anomaly_detection.web").joinpath("templates", "index.html").is_file()


def test_version_one_finds_its_modules_on_disk():
    v1 = importlib.import_module("anomaly_detection.api.v1")
    assert {name.rpartition(".")[2] for name in v1.modules()} == set(v1.ORDER)


@pytest.mark.parametrize(
    "name",
    ["anomaly_detection.domain.entities.dataset", "anomaly_detection.infrastructure.adapters.comprehensive_pyod_adapter"],
)
def test_stubs_lie_beside_their_modules(name):
    assert Path(importlib.import_module(name).__file__).with_suffix(".pyi").is_file()


def test_nothing_is_left_over():
    """No folder without a Python file or data stays behind, and no module is named twice."""
    names = []
    for root in ROOTS:
        for path in sorted(root.rglob("*.py")):
            relative = path.relative_to(root).with_suffix("")
            if relative.parts[0] != "packages":
                names.append(".".join(relative.parts).removesuffix(".__init__"))
    assert len(names) == len(set(names)) > 100
    for name in names:
        if not name.endswith("__main__"):
            importlib.import_module(name)
