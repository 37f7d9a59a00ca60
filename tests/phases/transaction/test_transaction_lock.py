from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from rezone.phases.transaction.commit import apply
from rezone.phases.transaction.lock import NAME, hold
from rezone.phases.transaction.processes import start_of
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.errors import Refused


def leave_lock(backups: Path, pid: int, host: str, hours: float = 0) -> Path:
    time = datetime.now(UTC) - timedelta(hours=hours)
    lock = backups / NAME
    lock.write_text(json.dumps({"pid": pid, "host": host, "time": time.isoformat()}))
    return lock


@pytest.fixture
def dead_pid() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_the_lock_names_its_owner_and_goes(tmp_path: Path) -> None:
    with hold(tmp_path):
        owner = json.loads((tmp_path / NAME).read_text())
        assert (owner["pid"], owner["host"]) == (os.getpid(), socket.gethostname())
        assert datetime.fromisoformat(owner["time"]).tzinfo is not None
    assert os.listdir(tmp_path) == []


def test_a_live_owner_is_named_with_the_age(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        lock = leave_lock(tmp_path, child.pid, socket.gethostname(), hours=2.5)
        with pytest.raises(Refused) as caught:
            apply(tmp_path, ChangeSet(), phase=1, backups=tmp_path, meta={})
        assert f"process {child.pid} on {socket.gethostname()}" in caught.value.problem
        assert "for 2 hours" in caught.value.problem
        assert caught.value.path == lock.as_posix()
    finally:
        child.communicate(b"\n")
    with hold(tmp_path):
        assert json.loads(lock.read_text())["pid"] == os.getpid()


def test_a_dead_owner_is_replaced(tmp_path: Path, dead_pid: int) -> None:
    leave_lock(tmp_path, dead_pid, socket.gethostname())
    with hold(tmp_path):
        assert json.loads((tmp_path / NAME).read_text())["pid"] == os.getpid()
    assert os.listdir(tmp_path) == []


def test_an_earlier_process_of_our_own_id_is_dead(tmp_path: Path) -> None:
    leave_lock(tmp_path, os.getpid(), socket.gethostname())
    with hold(tmp_path):
        assert (tmp_path / NAME).exists()


def test_another_process_that_got_the_id_does_not_hold_the_lock(tmp_path: Path) -> None:
    """Ids are dealt again: after a reboot the id of a killed run may be that of an editor."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        lock = leave_lock(tmp_path, child.pid, socket.gethostname())
        owner = json.loads(lock.read_text()) | {"start": start_of(child.pid)}
        lock.write_text(json.dumps(owner))
        with pytest.raises(Refused, match=f"process {child.pid}"), hold(tmp_path):
            pass
        lock.write_text(json.dumps(owner | {"start": start_of(os.getpid())}))
        with hold(tmp_path):
            assert json.loads(lock.read_text())["pid"] == os.getpid()
    finally:
        child.communicate(b"\n")


def test_nobody_is_known_to_be_dead_on_another_host(tmp_path: Path, dead_pid: int) -> None:
    leave_lock(tmp_path, dead_pid, "elsewhere.example", hours=50)
    with (
        pytest.raises(Refused, match=r"on elsewhere\.example is writing, for 2 days"),
        hold(tmp_path),
    ):
        pass
    assert (tmp_path / NAME).exists()


def test_an_unreadable_lock_is_not_taken_over(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("{")
    with pytest.raises(Refused, match="not readable"), hold(tmp_path):
        pass
    assert (tmp_path / NAME).read_text() == "{"


def test_blocks_nest_but_threads_exclude_each_other(tmp_path: Path) -> None:
    seen: list[str] = []

    def other() -> None:
        try:
            with hold(tmp_path):
                seen.append("in")
        except Refused as error:
            seen.append(error.code)

    with hold(tmp_path):
        with hold(tmp_path):
            assert (tmp_path / NAME).exists()
        assert (tmp_path / NAME).exists()
        thread = Thread(target=other)
        thread.start()
        thread.join()
    assert seen == ["RZ200"]
    other()
    assert seen == ["RZ200", "in"]


def test_a_file_system_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(source: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted", str(source))

    monkeypatch.setattr(os, "link", no_links)
    with hold(tmp_path):
        assert json.loads((tmp_path / NAME).read_text())["pid"] == os.getpid()
    leave_lock(tmp_path, 1, "elsewhere.example")
    with pytest.raises(Refused, match="elsewhere"), hold(tmp_path):
        pass
