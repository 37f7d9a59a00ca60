"""Detectors and the registry."""

import pytest

from anomaly_detection.domain.entities import UnknownAlgorithmError
from anomaly_detection.domain.interfaces import Detector
from anomaly_detection.infrastructure.adapters import comprehensive_pyod_adapter, pyod_integration
from anomaly_detection.infrastructure.adapters.algorithms import available, create_detector, registry
from anomaly_detection.infrastructure.adapters.algorithms.ensemble import automl_ensemble

NAMES = ["autoencoder", "isolation_forest", "mad", "neighbours", "seasonal", "z_score"]


def test_importing_the_package_registers_all():
    assert available() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_is_a_detector(name):
    detector = create_detector(name)
    assert isinstance(detector, Detector)
    assert detector.name == name


@pytest.mark.parametrize("name", NAMES)
def test_scores_lie_within_zero_and_one(name, spiky):
    scores = create_detector(name).fit(spiky.rows).score(spiky.rows)
    assert len(scores) == len(spiky)
    assert min(scores) == 0.0
    assert max(scores) == 1.0


@pytest.mark.parametrize("name", [n for n in NAMES if n != "autoencoder"])
def test_the_far_row_scores_highest(name, spiky):
    scores = create_detector(name).fit(spiky.rows).score(spiky.rows)
    assert scores.index(max(scores)) == len(spiky) - 1


def test_autoencoder_finds_what_leaves_the_line():
    rows = [(float(i), 2.0 * i) for i in range(20)] + [(10.0, 0.0)]
    scores = create_detector("autoencoder").fit(rows).score(rows)
    assert scores.index(max(scores)) == 20


def test_isolation_forest_repeats_itself(spiky):
    one, two = (create_detector("isolation_forest", seed=3).fit(spiky.rows).score(spiky.rows) for _ in range(2))
    assert one == two


def test_seasonal_knows_its_period():
    rows = [(float(i % 7),) for i in range(28)]
    rows[15] = (6.0,)
    scores = create_detector("seasonal", period=7).fit(rows).score(rows)
    assert scores.index(max(scores)) == 15


def test_unknown_name_lists_the_known_ones():
    with pytest.raises(UnknownAlgorithmError, match="'nope' is none of autoencoder, isolation_forest"):
        create_detector("nope")


def test_automl_chooses(spiky):
    ensemble = automl_ensemble.AutoMLEnsemble().fit(spiky.rows)
    assert ensemble.chosen in NAMES
    assert max(ensemble.score(spiky.rows)) == 1.0


def test_automl_with_one_candidate(spiky):
    assert automl_ensemble.AutoMLEnsemble(["mad"]).fit(spiky.rows).chosen == "mad"


@pytest.mark.parametrize(("short", "name"), [*comprehensive_pyod_adapter.CATALOG.items(), ("seasonal", "seasonal")])
def test_short_names(short, name):
    assert comprehensive_pyod_adapter.detector_for(short).name == name


def test_without_pyod_ours_is_used():
    assert pyod_integration.backend() == "builtin"
    assert isinstance(pyod_integration.new_mad(), Detector)


def test_fallback_scores_rows():
    assert pyod_integration.score_rows([[1.0], [1.0], [2.0], [50.0]]) == pytest.approx([0.0, 0.0, 0.0, 1.0], abs=0.05)


def test_registering_is_local_to_a_patch(monkeypatch):
    monkeypatch.setitem(registry.REGISTRY, "echo", dict)
    assert "echo" in available()
