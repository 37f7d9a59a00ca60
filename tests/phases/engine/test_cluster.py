"""A cluster of several processes gives the same outcomes, also when workers of it die."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from rezone.phases import api
from rezone.phases.engine import cluster, rewriting
from rezone.transforms.errors import Refused, UsageError

distributed = pytest.importorskip("distributed", reason="the extra rezone[dask] is not installed")

USERS = 40


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A cluster of two processes that work in a folder far from the tree."""
    elsewhere = tmp_path_factory.mktemp("workers")
    here = Path.cwd()
    os.chdir(elsewhere)
    try:
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
        ) as running:
            os.chdir(here)
            yield running
    finally:
        os.chdir(here)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    package = tmp_path / "src/app"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "db.py").write_text("NAME = 'db'\n\n\ndef other():\n    return NAME\n")
    long = "".join(f"\n\ndef f{n}(x):\n    return [x, NAME, {n}]\n" for n in range(80))
    for number in range(USERS):
        user = package / f"user{number}.py"
        user.write_text(f"from .db import NAME\nfrom app import db\nprint(db, {number})\n{long}")
    (package / "text.py").write_text("SURE, DOUBTFUL = 'app.db.NAME', 'app.db.nothing'\n")
    (tmp_path / "moves.json").write_text('{"roots": ["src"], "moves": {"app.db": "data.db"}}')
    return tmp_path


def preview(tree: Path, executor: Any = None, progress: Any = None) -> Any:
    plan = api.load(tree, tree / "moves.json")
    return api.preview(tree, plan, 1, progress, executor).preview


def on(running: Any) -> Any:
    return api.cluster(running.scheduler_address)


def test_a_cluster_gives_the_same_preview(tree: Path, local: Any) -> None:
    here = preview(tree)
    assert here == preview(tree, on(local))
    assert len(here.edited) == USERS + 1


def test_a_cluster_is_asked_from_within_a_running_loop_too(tree: Path, local: Any) -> None:
    """As in a notebook."""

    async def asked() -> Any:
        return preview(tree, on(local))

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, asked()).result() == preview(tree)


def test_symbols_move_the_same_on_a_cluster(tree: Path, local: Any) -> None:
    moves = '{"roots": ["src"], "moves": {"app.db:other": "app.text:other"}}'
    (tree / "moves.json").write_text(moves)
    here = preview(tree)
    assert here == preview(tree, on(local))
    assert here.edited


def test_executing_on_a_cluster_leaves_the_same_bytes(tree: Path, local: Any) -> None:
    other = tree.with_name("other")
    shutil.copytree(tree, other)
    cluster_options = ["--executor", "dask", "--scheduler", local.scheduler_address]
    for root, options in ((tree, ["--jobs", "1"]), (other, cluster_options)):
        migrate = ["migrate", "--phase", "1", "--execute", "--config", str(root / "moves.json")]
        done = command(root, *migrate, *options)
        assert done.returncode == 0, done.stderr
    left = {p.relative_to(tree): p.read_bytes() for p in (tree / "src").rglob("*.py")}
    assert left == {p.relative_to(other): p.read_bytes() for p in (other / "src").rglob("*.py")}
    assert Path("src/data/db.py") in left


def test_workers_do_the_work_and_read_nothing_of_the_tree(
    tree: Path, local: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = preview(tree)

    def refuse(*_: object) -> None:
        raise AssertionError("the driver rewrote a file itself")

    with distributed.Client(local.scheduler_address, set_as_default=False) as client:
        client.run(watch, str(tree))
        monkeypatch.setattr(rewriting, "rewrite_file", refuse)
        there = preview(tree, on(local))
        seen = client.run(watched)
    assert here == there
    assert len(seen) == 2
    assert [paths for paths in seen.values() if paths] == []


def test_the_watch_sees_a_worker_that_reads_the_tree(tree: Path, local: Any) -> None:
    path = str(tree / "src/app/db.py")
    with distributed.Client(local.scheduler_address, set_as_default=False) as client:
        client.run(watch, str(tree))
        client.run(read, path)
        assert set(client.run(watched).values()) == {(path,)}


def watch(folder: str) -> None:
    """In a worker: note every path below *folder* that is opened or listed from now on."""
    noted: list[str] = []
    sys.noted_paths = noted  # type: ignore[attr-defined]

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in ("open", "os.listdir", "os.scandir", "os.chdir"):
            path = os.path.abspath(str(arguments[0]))
            if path.startswith(folder):
                noted.append(path)

    sys.addaudithook(hook)


def watched() -> tuple[str, ...]:
    return tuple(sys.noted_paths)  # type: ignore[attr-defined]


def read(path: str) -> int:
    return len(Path(path).read_bytes())


class Killer:
    """Kills workers of *running* while they are at work; called as the progress of a run."""

    def __init__(self, running: Any, how_many: int) -> None:
        self.client = distributed.Client(running.scheduler_address, set_as_default=False)
        self.victims = {w.worker_address: w.pid for w in running.workers.values()}
        self.how_many = how_many
        self.lost: list[str] = []

    def __call__(self, _: str, done: int, total: int) -> None:
        if self.lost or done < total // 4:
            return
        chosen = list(self.victims)[: self.how_many]
        self.lost = self._at_work(chosen)
        for address in chosen:
            os.kill(self.victims[address], signal.SIGKILL)
        wait_until(lambda: not self._known() & set(chosen))

    def _at_work(self, chosen: list[str]) -> list[str]:
        """Return the tasks that the chosen are at, once each is at one."""
        tasks: dict[str, tuple[str, ...]] = {}

        def busy() -> bool:
            tasks.update(self.client.processing())
            return all(tasks.get(address) for address in chosen)

        wait_until(busy)
        return [str(task) for address in chosen for task in tasks[address]]

    def _known(self) -> set[str]:
        return set(self.client.scheduler_info()["workers"])


def wait_until(true: Callable[[], bool], limit: float = 60) -> None:
    end = time.monotonic() + limit
    while not true():
        assert time.monotonic() < end
        time.sleep(0.002)


@pytest.mark.parametrize("how_many", [1, 2], ids=["one of two", "both"])
def test_workers_that_die_at_work_are_survived(
    tree: Path, how_many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CHUNK", 200)
    here = preview(tree)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as running:
        killer = Killer(running, how_many)
        with killer.client:
            assert here == preview(tree, on(running), killer)
    assert any(task.startswith("_rewrite") for task in killer.lost)


def test_an_error_in_a_worker_is_the_runs_error(tree: Path, local: Any) -> None:
    (tree / "src/app/user7.py").write_text("from app.db import NAME\nprint 'two'\n")
    with pytest.raises(Refused, match=r"src/app/user7\.py:2"):
        preview(tree, on(local))


def test_a_cluster_without_workers_is_a_clear_error(tree: Path) -> None:
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=":0") as running,
        pytest.raises(Refused, match="the cluster has no workers"),
    ):
        preview(tree, on(running))


def test_a_scheduler_that_goes_away_is_a_clear_error(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CHUNK", 200)
    monkeypatch.setattr(cluster, "PATIENCE", 2)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as running:

        def close(_: str, done: int, total: int) -> None:
            if done > total // 4:
                running.close()

        with pytest.raises(Refused, match=r"the scheduler at .* went away"):
            preview(tree, on(running), close)


def test_the_address_of_a_worker_is_a_clear_error(tree: Path, local: Any) -> None:
    address = next(iter(local.workers.values())).worker_address
    with pytest.raises(Refused, match="is a worker, no scheduler"):
        preview(tree, api.cluster(address))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:9", "nothing within 1 s"),
        ("tcp://127.0.0.1", "missing port number"),
        ("http://127.0.0.1:80", "unknown address scheme 'http'"),
    ],
)
def test_no_scheduler_is_a_clear_error(
    tree: Path, monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with pytest.raises(Refused, match=f"no scheduler answers at {address}: {said}"):
        preview(tree, api.cluster(address))


def test_a_port_that_never_answers_is_a_clear_error(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Refused, match=f"no scheduler answers at {address}: nothing within"):
            preview(tree, api.cluster(address))


def test_without_dask_the_extra_is_named(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"dask\.distributed is not installed") as raised:
        preview(tree, api.cluster("tcp://127.0.0.1:9"))
    assert raised.value.hint == "pip install 'rezone[dask]'"


def test_the_command_line_tells_it_without_a_traceback(tree: Path) -> None:
    config = ["--config", str(tree / "moves.json")]
    options = ["--executor", "dask", "--scheduler", "http://127.0.0.1:80"]
    done = command(tree, "migrate", "--phase", "1", "--execute", *config, *options)
    assert done.returncode == 1
    assert "no scheduler answers at http://127.0.0.1:80" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tree / "src/app/db.py").exists()


def command(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    rezone = [sys.executable, "-m", "rezone.codemods.cli.main", "--root", str(root)]
    return subprocess.run([*rezone, *arguments], capture_output=True, text=True, check=False)
