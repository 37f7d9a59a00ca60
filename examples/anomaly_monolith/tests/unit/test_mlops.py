"""Models, experiments, tests of two variants, deployment, drift."""

import pickle

import pytest

from anomaly_detection.application.services import mlops
from anomaly_detection.application.services.mlops.experiment_tracking_integration import ExperimentTracker
from anomaly_detection.domain.entities import Model, ModelNotFoundError, ModelStatus
from anomaly_detection.domain.services import ab_testing_service, concept_drift_detection_service as drift, mlops_service
from anomaly_detection.infrastructure.deployment.model_deployment_pipeline import DeploymentPipeline
from anomaly_detection.infrastructure.repositories import FileModelRepository


@pytest.fixture
def registry():
    return mlops.UnifiedModelRegistry()


def test_versions_count_up(repository):
    service = mlops_service.MLOpsService(repository)
    assert [service.register("m", "mad").version for _ in range(3)] == [1, 2, 3]
    assert repository.versions("m") == [1, 2, 3]


def test_get_takes_the_highest_version(repository):
    repository.save(Model("m", 1, "mad"))
    repository.save(Model("m", 2, "z_score"))
    assert repository.get("m").version == 2
    assert repository.get("m", 1).algorithm == "mad"


@pytest.mark.parametrize(("name", "version"), [("m", 9), ("none", None), ("none", 1)])
def test_missing_models(repository, name, version):
    repository.save(Model("m", 1, "mad"))
    with pytest.raises(ModelNotFoundError):
        repository.get(name, version)


def test_only_one_in_production(repository):
    service = mlops_service.MLOpsService(repository)
    for version in (1, 2):
        service.register("m", "mad")
        service.promote("m", version)
        service.promote("m", version)
    assert [repository.get("m", v).status for v in (1, 2)] == [ModelStatus.RETIRED, ModelStatus.PRODUCTION]


def test_files_are_read_again(tmp_path):
    FileModelRepository(tmp_path).save(Model("m", 1, "mad", {"k": 3}))
    assert FileModelRepository(tmp_path).get("m").parameters == {"k": 3}
    assert pickle.loads((tmp_path / "m@1.pkl").read_bytes()).algorithm == "mad"


def test_experiments(registry):
    registry.register("a", "mad", f1=0.5)
    best = registry.register("b", "z_score", f1=0.9)
    registry.register("c", "mad", other=1.0)
    assert registry.experiments.best("f1") == best
    assert isinstance(registry.experiments, ExperimentTracker)


def test_registry_lists_by_key(registry):
    registry.register("b", "mad")
    registry.register("a", "mad")
    assert [model.key for model in registry.list()] == ["a@1", "b@1"]


def test_default_registry_is_one():
    assert mlops.default_registry() is mlops.default_registry()


def test_deploy(registry):
    registry.register("m", "mad")
    assert DeploymentPipeline(registry).deploy("m") == "production"


def test_a_gate_refuses(registry):
    registry.register("m", "mad")
    pipeline = DeploymentPipeline(registry, [("open", lambda m: True), ("closed", lambda m: False)])
    assert pipeline.deploy("m") == "closed"
    assert registry.repository.get("m").status is ModelStatus.DRAFT


@pytest.fixture
def ab():
    return ab_testing_service.ABTest(
        ab_testing_service.Variant(Model("m", 1, "mad")), ab_testing_service.Variant(Model("m", 2, "mad"))
    )


def test_the_same_key_meets_the_same_side(ab):
    assert all(ab.side(key) is ab.side(key) for key in map(str, range(20)))


def test_both_sides_are_met(ab):
    assert {id(ab.side(str(n))) for n in range(50)} == {id(ab.a), id(ab.b)}


@pytest.mark.parametrize(("share", "side"), [(0.0, "b"), (1.0, "a")])
def test_share(ab, share, side):
    ab.share = share
    assert ab.side("key") is getattr(ab, side)


def test_winner(ab):
    for n in range(50):
        ab.record(str(n), hit=ab.side(str(n)) is ab.b)
    assert ab.winner() is ab.b


@pytest.mark.parametrize(("batch", "drifted"), [([1, 2], False), ([2, 2], False), ([30], True), ([-30], True)])
def test_drift(batch, drifted):
    assert drift.DriftDetector([1, 2, 1, 2, 3]).compare(batch).drifted is drifted
