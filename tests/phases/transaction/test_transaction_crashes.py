"""SIGKILL before any operation on the file system; then `recover` brings before or after."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from transaction_faults import Faults, installed
from transaction_trees import Entry, change, medium, snapshot, write

from rezone.phases.transaction import commit
from rezone.phases.transaction.commit import apply
from rezone.phases.transaction.lock import NAME as LOCK
from rezone.phases.transaction.manifest import Status, states
from rezone.phases.transaction.recover import Recovered, recover
from rezone.phases.transaction.rollback import rollback
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.errors import Refused

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks and kills")


def dies(act: Callable[[], object], at: int) -> bool:
    """Do *act* in a child that is killed before its operation number *at*; say whether it was."""
    child = os.fork()
    if child == 0:
        with installed(Faults(lambda _: os.kill(os.getpid(), signal.SIGKILL), at), reading=False):
            act()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL)
    return status != 0


def timeless(entries: dict[str, Entry]) -> dict[str, tuple[str, bytes | str, int]]:
    return {path: entry[:3] for path, entry in entries.items()}


class Case:
    """One tree, its phase, and how it looks before and after."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.backups = root / "migration_backups"
        self.renew()
        self.before = snapshot(root)
        self.apply()
        self.after = snapshot(root)
        rollback(root, phase=1, backups=self.backups)
        assert snapshot(root) == self.before

    def renew(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        self.changes = medium(self.root)

    def apply(self) -> None:
        apply(self.root, self.changes, phase=1, backups=self.backups, meta={})

    def rollback(self) -> None:
        rollback(self.root, phase=1, backups=self.backups)

    def prepare(self, act: Callable[[Case], None]) -> None:
        """Make the tree as it is before *act*."""
        self.renew()
        if act is Case.rollback:
            self.apply()

    def recover(self) -> list[Recovered]:
        return recover(self.root, self.backups)

    def status(self) -> Status | None:
        return states(self.backups)[1].status if states(self.backups) else None

    def leftovers(self) -> set[str]:
        hidden = {name for name in os.listdir(self.backups) if name.startswith(LOCK)}
        inside = self.backups / "phase1"
        return hidden | set(os.listdir(inside) if inside.exists() else ())


def half_way(case: Case, act: Callable[[Case], None]) -> int:
    """Crash *act* when it has moved some files and not all; return the operation it was at."""
    for number in count(step=10):
        case.prepare(act)
        start = (case.root / "two.py").read_bytes()
        assert dies(lambda: act(case), number)
        if (case.root / "two.py").exists() and (case.root / "two.py").read_bytes() != start:
            assert case.status() in (Status.APPLYING, Status.ROLLING_BACK)
            return number
        case.recover()
    raise AssertionError


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path / "root")


def test_killed_while_applying(case: Case) -> None:
    shutil.rmtree(case.backups)
    number, ends = 0, set()
    while dies(case.apply, number):
        number += 1
        case.backups.mkdir(exist_ok=True)
        recovered = case.recover()
        if case.status() is None:
            assert snapshot(case.root) == case.before, number
            assert case.leftovers() == set()
            assert not any(done.applied for done in recovered)
        else:
            assert case.status() is Status.APPLIED
            assert timeless(snapshot(case.root)) == timeless(case.after), number
            case.rollback()
            assert snapshot(case.root) == case.before
        ends |= {(done.found, done.applied) for done in recovered}
        assert case.recover() == []
        shutil.rmtree(case.backups)
    assert number > 200
    assert ends == {(Status.APPLYING, False), (Status.APPLYING, True)}


def test_killed_while_rolling_back(case: Case) -> None:
    number, ends = 0, set()
    case.apply()
    after = snapshot(case.root)
    while dies(case.rollback, number):
        number += 1
        recovered = case.recover()
        if case.status() is Status.APPLIED:
            assert snapshot(case.root) == after, number
        else:
            assert case.status() is Status.ROLLED_BACK
            assert snapshot(case.root) == case.before, number
            assert {"journal", "manifest.json"} == case.leftovers()
            case.apply()
            after = snapshot(case.root)
        ends |= {(done.found, done.applied) for done in recovered}
    assert number > 150
    assert ends == {(Status.ROLLING_BACK, False)}


@pytest.mark.parametrize("act", [Case.apply, Case.rollback])
def test_killed_while_recovering(case: Case, act: Callable[[Case], None]) -> None:
    """A crash of the recovery, at any operation, is recovered from."""
    crash = half_way(case, act)
    number, was_killed = 0, True
    while was_killed:
        case.prepare(act)
        assert dies(lambda: act(case), crash)
        was_killed = dies(case.recover, number)
        number += 2
        case.recover()
        assert case.status() in (None, Status.ROLLED_BACK)
        assert snapshot(case.root) == case.before, number
    assert number > 50


def test_killed_while_undoing_what_was_all_but_done(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal said that all was done; once the undo begins it must not say so any more."""

    def fails(*_: object) -> None:
        raise OSError("the disk is gone")

    def undone() -> None:
        with pytest.raises(Refused, match="as it was"):
            case.apply()

    number, ends = 200, set()
    while True:
        with monkeypatch.context() as patch:
            patch.setattr(commit, "finish", fails)
            was_killed = dies(undone, number)
        ends |= {done.applied for done in case.recover()}
        if case.status() is Status.APPLIED:
            assert timeless(snapshot(case.root)) == timeless(case.after), number
            case.rollback()
        assert snapshot(case.root) == case.before, number
        if not was_killed:
            break
        number += 1
    assert ends == {True, False}


def test_edits_made_after_the_crash_are_saved(case: Case) -> None:
    half_way(case, Case.apply)
    write(case.root, "two.py", b"my work\n")
    write(case.root, "gone.py", b"also mine\n")
    (recovered,) = case.recover()
    assert recovered == Recovered(1, Status.APPLYING, False, ("two.py", "gone.py"))
    assert snapshot(case.root) == case.before
    assert (case.backups / "phase1/edited/two.py").read_bytes() == b"my work\n"
    assert (case.backups / "phase1/edited/gone.py").read_bytes() == b"also mine\n"


def test_nothing_to_recover(tmp_path: Path) -> None:
    assert recover(tmp_path, tmp_path / "migration_backups") == []


def test_originals_without_a_manifest_are_never_swept(tmp_path: Path) -> None:
    write(tmp_path, "a.py", b"a\n")
    changes = ChangeSet((change(tmp_path, "a.py", "b.py"),))
    backups = tmp_path / "migration_backups"
    apply(tmp_path, changes, phase=1, backups=backups, meta={})
    (backups / "phase1/manifest.json").unlink()
    assert recover(tmp_path, backups) == []
    assert (backups / "phase1/files/a.py").read_bytes() == b"a\n"
