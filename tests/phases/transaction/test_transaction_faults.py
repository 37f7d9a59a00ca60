"""Whatever fails, wherever it fails: the tree is as it was."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from transaction_faults import Faults, installed
from transaction_trees import medium, snapshot, write

from rezone.phases.transaction.commit import apply
from rezone.phases.transaction.manifest import Status, states
from rezone.phases.transaction.rollback import rollback
from rezone.transforms.errors import Refused


def os_error(number: int) -> Callable[[str], None]:
    def strike(name: str) -> None:
        raise OSError(number, os.strerror(number), f"(injected in {name})")

    return strike


def ctrl_c(name: str) -> None:
    raise KeyboardInterrupt(name)


STRIKES = pytest.mark.parametrize(
    "strike",
    [os_error(errno.ENOSPC), os_error(errno.EACCES), ctrl_c],
    ids=["ENOSPC", "EACCES", "Ctrl-C"],
)


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
        with installed(faults):
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
    assert failed > 300


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
        with installed(faults):
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
    assert failed > 300


def test_a_failure_of_the_undo_says_so_and_recover_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rezone.phases.transaction.recover import recover

    changes = medium(tmp_path)
    before = snapshot(tmp_path)
    backups = tmp_path / "migration_backups"
    real = os.replace

    def broken(source: Path, target: Path) -> None:
        if Path(target).name in ("case.py", "Case.py"):
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(source))
        if tmp_path / "one.py" == target and (tmp_path / "case.py").exists() is False:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(source))
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", broken)
        with pytest.raises(Refused, match="could not be put back"):
            apply(tmp_path, changes, phase=1, backups=backups, meta={})
    recover(tmp_path, backups)
    assert snapshot(tmp_path) == before
