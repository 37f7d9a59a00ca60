"""Whatever fails, wherever it fails: the tree is as it was."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from transaction_faults import READING, Faults, installed
from transaction_trees import medium, snapshot, write

from rezone.phases.transaction import renaming
from rezone.phases.transaction.backup import refuse_interrupted
from rezone.phases.transaction.commit import apply
from rezone.phases.transaction.manifest import Status, states
from rezone.phases.transaction.recover import recover
from rezone.phases.transaction.rollback import rollback
from rezone.transforms.errors import Refused, TreeChanged


def os_error(name: str) -> None:
    number = errno.EACCES if name in READING else errno.ENOSPC
    raise OSError(number, os.strerror(number), f"(injected in {name})")


def ctrl_c(name: str) -> None:
    raise KeyboardInterrupt(name)


STRIKES = pytest.mark.parametrize("strike", [os_error, ctrl_c])


def statuses(backups: Path) -> dict[int, Status]:
    return {number: record.status for number, record in states(backups).items()}


@STRIKES
def test_apply_is_all_or_nothing_at_every_operation(
    tmp_path: Path, strike: Callable[[str], None]
) -> None:
    root = tmp_path / "start"
    changes = medium(root)
    backups = root / "migration_backups"
    before = snapshot(root)
    number = failed = 0
    while True:
        faults = Faults(strike, number)
        returned = None
        with installed(faults, reading=strike is os_error):
            try:
                returned = apply(root, changes, phase=1, backups=backups, meta={})
            except (Refused, KeyboardInterrupt) as error:
                said = str(error)
        if returned is None:
            assert strike is ctrl_c or "tree is as it was" in said, number
            failed += 1
            if statuses(backups):  # only Ctrl-C while the lock was released, all being done
                assert strike is ctrl_c
                assert statuses(backups) == {1: Status.APPLIED}
            else:
                assert snapshot(root) == before, number
                assert not (backups / "phase1").exists()
        if statuses(backups):
            assert snapshot(root) != before
            rollback(root, phase=1, backups=backups)
            assert snapshot(root) == before
            shutil.rmtree(backups / "phase1")
        if faults.count <= number:
            break
        number += 1
    assert failed > 150


@STRIKES
def test_rollback_is_all_or_nothing_at_every_operation(
    tmp_path: Path, strike: Callable[[str], None]
) -> None:
    root = tmp_path / "start"
    changes = medium(root)
    backups = root / "migration_backups"
    before = snapshot(root)
    apply(root, changes, phase=1, backups=backups, meta={})
    write(root, "shared/db/__pycache__/orm.pyc", b"cache")
    write(root, "shared/db/orm.py", b"my work\n")
    write(root, "gone.py", b"in the way\n")
    after = snapshot(root)
    number = failed = 0
    while True:
        faults = Faults(strike, number)
        done = None
        with installed(faults, reading=strike is os_error):
            try:
                done = rollback(root, phase=1, backups=backups, force=True)
            except (Refused, KeyboardInterrupt):
                failed += 1
        if statuses(backups) == {1: Status.ROLLED_BACK}:
            assert snapshot(root) == before, number
            assert done is not None or strike is ctrl_c
            shutil.rmtree(root)
            changes = medium(root)
            apply(root, changes, phase=1, backups=backups, meta={})
            write(root, "shared/db/__pycache__/orm.pyc", b"cache")
            write(root, "shared/db/orm.py", b"my work\n")
            write(root, "gone.py", b"in the way\n")
            after = snapshot(root)
        else:
            assert statuses(backups) == {1: Status.APPLIED}, number
            assert snapshot(root) == after, number
        if faults.count <= number:
            break
        number += 1
    assert failed > 150


def test_a_failure_of_the_undo_says_so_and_recover_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = medium(tmp_path)
    before = snapshot(tmp_path)
    backups = tmp_path / "migration_backups"
    real = os.replace

    def broken_from_case_on(source: Path, target: Path) -> None:
        if (backups / "phase1/files/Case.py").exists():
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(source))
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", broken_from_case_on)
        patch.setattr(renaming, "rename_to_free", broken_from_case_on)
        with pytest.raises(Refused, match="could not be put back after: OSError") as caught:
            apply(tmp_path, changes, phase=1, backups=backups, meta={})
    assert caught.value.hint == "rezone recover"
    assert statuses(backups) == {1: Status.APPLYING}
    with pytest.raises(Refused, match="phase 1 was interrupted"):
        apply(tmp_path, changes, phase=2, backups=backups, meta={})
    with another_writer(backups) as pid, pytest.raises(Refused, match=f"process {pid} on"):
        refuse_interrupted(backups)
    assert [done.applied for done in recover(tmp_path, backups)] == [False]
    assert snapshot(tmp_path) == before


@contextmanager
def another_writer(backups: Path) -> Iterator[int]:
    """Have another process hold the lock; give its id."""
    program = f"""
from pathlib import Path
from rezone.phases.transaction.lock import hold
with hold(Path({str(backups)!r})):
    print(flush=True)
    input()
"""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", program], stdin=pipe, stdout=pipe) as child:
        assert child.stdout is not None
        assert child.stdout.readline()
        yield child.pid
        child.communicate(b"\n")


def test_what_somebody_writes_meanwhile_is_left_to_them(tmp_path: Path) -> None:
    changes = medium(tmp_path)
    before = snapshot(tmp_path)
    backups = tmp_path / "migration_backups"

    def meddle(done: int, total: int) -> None:
        if (backups / "phase1/manifest.json").exists() and not (tmp_path / "case.py").exists():
            write(tmp_path, "case.py", b"theirs\n")
            write(tmp_path, "src/app/core.py", b"theirs too\n")

    with pytest.raises(TreeChanged, match="while the run was under way"):
        apply(tmp_path, changes, phase=1, backups=backups, meta={}, progress=meddle)
    found = snapshot(tmp_path)
    assert found.pop("case.py")[1] == b"theirs\n"
    assert found["src/app/core.py"][1] == b"theirs too\n"
    assert found | {"src/app/core.py": before["src/app/core.py"]} == before
