from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from transaction_trees import change, medium, snapshot, write

from rezone.phases.transaction.commit import apply
from rezone.phases.transaction.manifest import Manifest, Status, states
from rezone.phases.transaction.rollback import rollback
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.errors import Refused, TreeChanged


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    return tmp_path / "migration_backups"


def run(root: Path, *changes, phase: int = 1, removed: tuple[str, ...] = ()) -> Manifest:
    backups = root / "migration_backups"
    return apply(root, ChangeSet(changes, removed), phase=phase, backups=backups, meta={})


def test_everything_is_as_before(tmp_path: Path, backups: Path) -> None:
    changes = medium(tmp_path)
    before = snapshot(tmp_path)
    apply(tmp_path, changes, phase=1, backups=backups, meta={"outcome": {"n": 1}})
    assert snapshot(tmp_path) != before
    made = rollback(tmp_path, phase=1, backups=backups)
    assert snapshot(tmp_path) == before
    assert made.status is Status.ROLLED_BACK
    assert states(backups) == {1: made}
    assert sorted(os.listdir(backups / "phase1")) == ["journal", "manifest.json"]


def test_originals_come_back_with_inode_and_owner(tmp_path: Path, backups: Path) -> None:
    write(tmp_path, "a.py", b"a\n")
    os.link(tmp_path / "a.py", tmp_path / "twin.py")
    run(tmp_path, change(tmp_path, "a.py", "b.py", b"b\n"))
    assert (tmp_path / "b.py").stat().st_uid == (tmp_path / "twin.py").stat().st_uid
    rollback(tmp_path, phase=1, backups=backups)
    assert (tmp_path / "a.py").samefile(tmp_path / "twin.py")


def test_a_phase_can_be_applied_again(tmp_path: Path, backups: Path) -> None:
    changes = medium(tmp_path)
    apply(tmp_path, changes, phase=1, backups=backups, meta={})
    first = snapshot(tmp_path)
    rollback(tmp_path, phase=1, backups=backups)
    apply(tmp_path, changes, phase=1, backups=backups, meta={})

    def without_times(entries: dict) -> dict:
        return {path: entry[:3] for path, entry in entries.items()}

    assert without_times(snapshot(tmp_path)) == without_times(first)
    assert states(backups)[1].status is Status.APPLIED


def test_edits_are_all_named_and_nothing_is_touched(tmp_path: Path, backups: Path) -> None:
    changes = medium(tmp_path)
    apply(tmp_path, changes, phase=1, backups=backups, meta={})
    write(tmp_path, "shared/db/orm.py", b"my work\n")
    (tmp_path / "case.py").unlink()
    write(tmp_path, "gone.py", b"somebody's\n")
    edited = snapshot(tmp_path)
    with pytest.raises(TreeChanged) as caught:
        rollback(tmp_path, phase=1, backups=backups)
    text = str(caught.value)
    assert "shared/db/orm.py was edited" in text
    assert "case.py" in text
    assert "gone.py is in the way" in text
    assert "--force" in text
    assert "two.py" not in text
    assert snapshot(tmp_path) == edited
    assert states(backups)[1].status is Status.APPLIED


def test_force_saves_the_edits_first(tmp_path: Path, backups: Path) -> None:
    changes = medium(tmp_path)
    before = snapshot(tmp_path)
    apply(tmp_path, changes, phase=1, backups=backups, meta={})
    write(tmp_path, "shared/db/orm.py", b"my work\n")
    (tmp_path / "case.py").unlink()
    write(tmp_path, "gone.py", b"somebody's\n")
    write(tmp_path, "src/app/db", b"a file where a folder was\n")
    rollback(tmp_path, phase=1, backups=backups, force=True)
    assert snapshot(tmp_path) == before
    saved = {path: entry[1] for path, entry in snapshot(backups / "phase1/edited").items()}
    assert saved["shared/db/orm.py"] == b"my work\n"
    assert saved["gone.py"] == b"somebody's\n"
    assert saved["src/app/db"] == b"a file where a folder was\n"


def test_saved_edits_outlive_the_next_run(tmp_path: Path, backups: Path) -> None:
    write(tmp_path, "a.py", b"a\n")
    for text in (b"first\n", b"second\n"):
        run(tmp_path, change(tmp_path, "a.py", "b.py"))
        write(tmp_path, "b.py", text)
        rollback(tmp_path, phase=1, backups=backups, force=True)
    saved = backups / "phase1/edited"
    assert (saved / "b.py").read_bytes() == b"first\n"
    assert (saved / "b.py.1").read_bytes() == b"second\n"


def test_a_created_folder_goes_with_its_cache_or_stays_with_what_was_added(
    tmp_path: Path, backups: Path
) -> None:
    write(tmp_path, "a.py", b"a\n")
    write(tmp_path, "b.py", b"b\n")
    run(tmp_path, change(tmp_path, "a.py", "new/x/a.py"), change(tmp_path, "b.py", "more/b.py"))
    write(tmp_path, "new/x/__pycache__/a.pyc", b"c")
    write(tmp_path, "more/mine.txt", b"mine\n")
    rollback(tmp_path, phase=1, backups=backups)
    assert not (tmp_path / "new").exists()
    assert os.listdir(tmp_path / "more") == ["mine.txt"]


def test_an_original_comes_back_into_a_folder_that_was_deleted(
    tmp_path: Path, backups: Path
) -> None:
    write(tmp_path, "pkg/a.py", b"a\n")
    run(tmp_path, change(tmp_path, "pkg/a.py", "b.py"))
    (tmp_path / "pkg").rmdir()
    rollback(tmp_path, phase=1, backups=backups)
    assert (tmp_path / "pkg/a.py").read_bytes() == b"a\n"


def test_the_phase_applied_last_goes_first(tmp_path: Path, backups: Path) -> None:
    for phase, (old, new) in {2: "ab", 1: "bc", 3: "cd"}.items():
        if phase == 2:
            write(tmp_path, "a")
        run(tmp_path, change(tmp_path, old, new), phase=phase)
    with pytest.raises(Refused, match="in this order: 3, then 1, then 2"):
        rollback(tmp_path, phase=2, backups=backups)
    for phase in (3, 1, 2):
        rollback(tmp_path, phase=phase, backups=backups)
    assert (tmp_path / "a").exists()


def test_a_phase_that_is_not_applied(tmp_path: Path, backups: Path) -> None:
    with pytest.raises(Refused, match="not applied"):
        rollback(tmp_path, phase=1, backups=backups)
    write(tmp_path, "a")
    run(tmp_path, change(tmp_path, "a", "b"))
    rollback(tmp_path, phase=1, backups=backups)
    with pytest.raises(Refused, match="not applied"):
        rollback(tmp_path, phase=1, backups=backups)


@pytest.mark.parametrize("force", [False, True])
def test_a_damaged_backup_is_noticed_before_anything_moves(
    tmp_path: Path, backups: Path, force: bool
) -> None:
    changes = medium(tmp_path)
    apply(tmp_path, changes, phase=1, backups=backups, meta={})
    after = snapshot(tmp_path)
    (backups / "phase1/files/gone.py").write_bytes(b"rotten")
    with pytest.raises(Refused, match="damaged") as caught:
        rollback(tmp_path, phase=1, backups=backups, force=force)
    assert caught.value.path == "gone.py"
    assert snapshot(tmp_path) == after


def test_a_link_that_leads_out_now_is_not_followed(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    outside.mkdir()
    write(root, "pkg/a.py", b"a\n")
    run(root, change(root, "pkg/a.py", "b.py"), removed=("pkg",))
    (root / "pkg").symlink_to(outside)
    for force in (False, True):
        with pytest.raises(Refused, match="leads out"):
            rollback(root, phase=1, backups=root / "migration_backups", force=force)
    assert os.listdir(outside) == []


def test_a_created_folder_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    write(root, "a.py", b"a\n")
    run(root, change(root, "a.py", "pkg/a.py"))
    (root / "pkg").rename(outside)
    (root / "pkg").symlink_to(outside)
    for force in (False, True):
        with pytest.raises(Refused, match="leads out"):
            rollback(root, phase=1, backups=root / "migration_backups", force=force)
    assert (outside / "a.py").read_bytes() == b"a\n"


def test_originals_can_be_copied_back_by_hand(tmp_path: Path, backups: Path) -> None:
    write(tmp_path, "a.py", b"a\n", 0o755)
    before = snapshot(tmp_path)
    run(tmp_path, change(tmp_path, "a.py", "a.py", b"b\n"))
    shutil.copytree(backups / "phase1/files", tmp_path, dirs_exist_ok=True)
    assert snapshot(tmp_path) == before
