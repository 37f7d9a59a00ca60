"""A cluster of several processes gives the same outcomes, also when one of them dies."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from rezone.phases import api
from rezone.phases.engine import cluster
from rezone.transforms.errors import Refused

distributed = pytest.importorskip("distributed", reason="the extra rezone[dask] is not installed")


@pytest.fixture(scope="module")
def local() -> Iterator[object]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as running:
        yield running


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    package = tmp_path / "src/app"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "db.py").write_text("NAME = 'db'\n")
    for number in range(60):
        user = package / f"user{number}.py"
        user.write_text(f"from .db import NAME\nfrom app import db\nprint(NAME, db, {number})\n")
    (package / "text.py").write_text("SURE, DOUBTFUL = 'app.db.NAME', 'app.db.nothing'\n")
    (tmp_path / "moves.json").write_text('{"roots": ["src"], "moves": {"app.db": "data.db"}}')
    return tmp_path


def test_a_cluster_gives_the_same_preview(tree: Path, local) -> None:  # type: ignore[no-untyped-def]
    plan = api.load(tree, tree / "moves.json")
    here = api.preview(tree, plan, 1).preview
    there = api.preview(tree, plan, 1, executor=api.cluster(local.scheduler_address)).preview
    assert here == there
    assert here is not None
    assert len(here.edited) == 61


def test_a_worker_that_dies_is_survived(  # type: ignore[no-untyped-def]
    tree: Path, local, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CHUNK", 200)
    plan = api.load(tree, tree / "moves.json")
    here = api.preview(tree, plan, 1).preview
    victims = [worker.pid for worker in local.workers.values()][:1]

    def kill(name: str, done: int, total: int) -> None:
        if done > total // 2 and victims:
            os.kill(victims.pop(), signal.SIGKILL)

    there = api.preview(tree, plan, 1, kill, executor=api.cluster(local.scheduler_address)).preview
    assert not victims
    assert here == there


def test_an_error_in_a_worker_is_the_runs_error(tree: Path, local) -> None:  # type: ignore[no-untyped-def]
    (tree / "src/app/user7.py").write_text("from app.db import NAME\nprint 'two'\n")
    plan = api.load(tree, tree / "moves.json")
    with pytest.raises(Refused, match=r"src/app/user7\.py:2"):
        api.preview(tree, plan, 1, executor=api.cluster(local.scheduler_address))


def test_no_scheduler_is_a_clear_error(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    plan = api.load(tree, tree / "moves.json")
    with pytest.raises(Refused, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        api.preview(tree, plan, 1, executor=api.cluster("tcp://127.0.0.1:9"))
