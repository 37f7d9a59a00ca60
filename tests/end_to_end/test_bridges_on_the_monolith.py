"""The example monolith with bridges: programs elsewhere go on, and without users they vanish."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rezone.phases import api

MONOLITH = Path(__file__).parents[2] / "examples" / "anomaly_monolith"
OURS = ("migration_", "__pycache__", ".pytest_cache")

DOWNSTREAM = """
import pickle, sys, warnings
from unittest import mock

warnings.simplefilter("error")
BEFORE = {pickled!r}
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    from anomaly_detection.domain.entities.anomaly import Anomaly
    import anomaly_detection.infrastructure.config.settings as settings
[*texts] = [(str(w.message).split(" now;")[0], w.filename, w.lineno) for w in told]
assert texts == [
    ("anomaly_detection.domain.entities.anomaly is core.anomaly_detection.domain.entities.anomaly",
     __file__, 8),
    ("anomaly_detection.infrastructure.config.settings is shared.infrastructure.config.settings",
     __file__, 9),
], texts

from core.anomaly_detection.domain.entities import anomaly as new
import shared.infrastructure.config.settings
assert Anomaly is new.Anomaly and settings is shared.infrastructure.config.settings
assert isinstance(pickle.loads(BEFORE), new.Anomaly)
with mock.patch("anomaly_detection.domain.entities.anomaly.Anomaly") as patched:
    assert new.Anomaly is patched
print("all well")
"""


@pytest.fixture
def monolith(tmp_path: Path) -> Path:
    ignore = shutil.ignore_patterns(*OURS, "migration_*", "*.egg-info")
    return Path(shutil.copytree(MONOLITH, tmp_path / "monolith", symlinks=True, ignore=ignore))


def python(tree: Path, *arguments: str) -> str:
    path = os.pathsep.join([str(tree / "src"), str(tree / "src/packages")])
    environment = os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout


def snapshot(tree: Path) -> dict[str, bytes]:
    return {
        path.relative_to(tree).as_posix(): path.read_bytes()
        for path in tree.rglob("*")
        if path.is_file() and not path.relative_to(tree).as_posix().startswith(OURS)
    }


def migrate(tree: Path, *numbers: int, shims: bool = True) -> None:
    plan = api.load(tree).with_shims(shims)
    for number in numbers or [phase.number for phase in plan.in_dependency_order()]:
        assert api.migrate(tree, plan, number).unknown == 0


PICKLE = """
import pickle
from anomaly_detection.domain.entities.anomaly import Anomaly
print(pickle.dumps(Anomaly.__new__(Anomaly)).hex())
"""


def test_a_program_elsewhere_says_the_old_names(monolith: Path, tmp_path: Path) -> None:
    pickled = bytes.fromhex(python(monolith, "-c", PICKLE))
    migrate(monolith, 1)
    script = tmp_path / "downstream.py"
    script.write_text(DOWNSTREAM.format(pickled=pickled).lstrip("\n"))
    assert python(monolith, str(script)) == "all well\n"
    assert " passed" in python(monolith, "-m", "pytest", "-q", "-p", "no:cacheprovider")


def test_after_all_phases_every_old_name_is_its_module(monolith: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(monolith, other, symlinks=True)
    migrate(monolith)
    plan = api.load(monolith)
    standing = [found.bridge for found in api.bridges(monolith, plan)]
    pairs = {bridge.old: bridge.new for bridge in standing}
    assert len(pairs) > 100
    code = "from importlib import import_module as load\n" + "".join(
        f"assert load({old!r}) is load({new!r})\n"
        for old, new in pairs.items()
        if not old.endswith("__main__")
    )
    python(monolith, "-W", "ignore", "-c", code)
    dropped = api.drop_bridges(monolith, plan)
    assert (len(dropped.gone), dropped.refused) == (len(pairs), ())
    migrate(other, shims=False)
    assert snapshot(monolith) == snapshot(other)
