"""Backups on another disk: no rename leads there."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from transaction_faults import Faults, installed
from transaction_trees import medium, snapshot

from rezone.phases.transaction.commit import apply
from rezone.phases.transaction.manifest import states
from rezone.phases.transaction.recover import recover
from rezone.phases.transaction.rollback import rollback

_OTHER = Path("/dev/shm")
pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or not _OTHER.is_dir(), reason="needs a second file system"
)


@pytest.fixture
def backups(tmp_path: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(dir=_OTHER))
    if folder.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("both are one file system")
    yield folder / "backups"
    shutil.rmtree(folder)


def test_there_and_back(tmp_path: Path, backups: Path) -> None:
    changes = medium(tmp_path)
    before = snapshot(tmp_path)
    apply(tmp_path, changes, phase=1, backups=backups, meta={})
    assert (backups / "phase1/files/src/app/db/orm.py").read_bytes() == b"orm = 1\n"
    assert (tmp_path / "shared/db/orm.py").read_bytes() == b"orm = 2\n"
    rollback(tmp_path, phase=1, backups=backups)
    assert snapshot(tmp_path) == before


def test_killed_before_any_operation(tmp_path: Path, backups: Path) -> None:
    root = tmp_path / "root"
    changes = medium(root)
    before = snapshot(root)
    number, was_killed = 0, True
    while was_killed:
        child = os.fork()
        if child == 0:
            faults = Faults(lambda _: os.kill(os.getpid(), signal.SIGKILL), number)
            with installed(faults, reading=False):
                apply(root, changes, phase=1, backups=backups, meta={})
            os._exit(0)
        was_killed = os.waitpid(child, 0)[1] != 0
        recover(root, backups)
        if states(backups):
            rollback(root, phase=1, backups=backups)
        assert snapshot(root) == before, number
        shutil.rmtree(backups, ignore_errors=True)
        number += 1
    assert number > 200
