from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from transaction_trees import change, snapshot, write

from rezone.phases.transaction.commit import apply
from rezone.transforms.edits.change_set import ChangeSet, FileChange
from rezone.transforms.errors import Refused, TreeChanged


def refused(
    root: Path, *changes: FileChange, removed: tuple[str, ...] = (), kind: type[Refused] = Refused
) -> Refused:
    """Return the refusal of *changes*, after a look that nothing was written."""
    before = snapshot(root)
    with pytest.raises(kind) as caught:
        apply(
            root,
            ChangeSet(changes, removed),
            phase=1,
            backups=root / "migration_backups",
            meta={},
        )
    assert snapshot(root) == before
    assert not (root / "migration_backups/phase1").exists()
    return caught.value


def test_every_file_that_differs_is_named(tmp_path: Path) -> None:
    write(tmp_path, "a.py", b"a\n")
    write(tmp_path, "b.py", b"b\n")
    write(tmp_path, "c.py", b"c\n")
    changes = [change(tmp_path, f"{name}.py", f"new/{name}.py") for name in "abc"]
    write(tmp_path, "a.py", b"edited\n")
    (tmp_path / "b.py").unlink()
    error = refused(tmp_path, *changes, kind=TreeChanged)
    assert "a.py" in str(error)
    assert "b.py: is gone" in str(error)
    assert "c.py" not in str(error)


def test_a_link_is_compared_by_its_text(tmp_path: Path) -> None:
    (tmp_path / "l").symlink_to("one")
    moved = change(tmp_path, "l", "m", link="one")
    (tmp_path / "l").unlink()
    (tmp_path / "l").symlink_to("two")
    refused(tmp_path, moved, kind=TreeChanged)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    error = refused(tmp_path, FileChange("d", "e", None, ""), kind=TreeChanged)
    assert "neither a file" in error.problem


@pytest.mark.parametrize("taken", ["b.py", "folder"])
def test_an_occupied_path(tmp_path: Path, taken: str) -> None:
    write(tmp_path, "a.py", b"a\n")
    write(tmp_path, "b.py", b"b\n")
    (tmp_path / "folder").mkdir()
    error = refused(tmp_path, change(tmp_path, "a.py", taken))
    assert (error.path, error.problem) == (taken, "exists already")


def test_a_path_below_a_file(tmp_path: Path) -> None:
    write(tmp_path, "a.py", b"a\n")
    write(tmp_path, "b", b"b\n")
    assert "is no folder" in refused(tmp_path, change(tmp_path, "a.py", "b/a.py")).problem


def test_two_files_for_one_path_or_one_but_for_case(tmp_path: Path) -> None:
    write(tmp_path, "a.py", b"a\n")
    write(tmp_path, "b.py", b"b\n")
    a = change(tmp_path, "a.py", "x/new.py")
    assert "two files" in refused(tmp_path, a, change(tmp_path, "b.py", "x/new.py")).problem
    assert "only by case" in refused(tmp_path, a, change(tmp_path, "b.py", "X/New.py")).problem
    assert "becomes a file" in refused(tmp_path, a, change(tmp_path, "b.py", "x")).problem


def test_one_file_in_two_changes(tmp_path: Path) -> None:
    write(tmp_path, "a.py", b"a\n")
    changes = change(tmp_path, "a.py", "b.py"), change(tmp_path, "a.py", "c.py")
    assert refused(tmp_path, *changes).problem == "changes twice"


@pytest.mark.parametrize(
    "path", ["../out.py", "/out.py", "a/../../out.py", ".", "a//b", "./a", "a\0b", "a/"]
)
def test_a_path_that_is_not_plain(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    error = refused(root, FileChange(None, path, b""))
    assert "no plain path" in error.problem
    assert os.listdir(tmp_path) == ["root"]


def test_a_linked_folder_that_leads_out(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    write(outside, "a.py", b"a\n")
    (root / "door").symlink_to(outside)
    assert "leads out" in refused(root, FileChange(None, "door/new.py", b"")).problem
    assert "leads out" in refused(root, change(root, "door/a.py", "a.py")).problem
    assert os.listdir(outside) == ["a.py"]


def test_a_linked_folder_inside_is_fine_unless_it_gives_one_file_two_names(tmp_path: Path) -> None:
    write(tmp_path, "real/a.py", b"a\n")
    (tmp_path / "alias").symlink_to("real")
    twice = change(tmp_path, "real/a.py", "b.py"), change(tmp_path, "alias/a.py", "c.py")
    assert "the same place" in refused(tmp_path, *twice).problem
    changes = ChangeSet((change(tmp_path, "alias/a.py", "alias/b.py"),))
    apply(tmp_path, changes, phase=1, backups=tmp_path / "migration_backups", meta={})
    assert os.listdir(tmp_path / "real") == ["b.py"]


def test_the_backups_are_out_of_bounds(tmp_path: Path) -> None:
    path = "migration_backups/phase9/files/a.py"
    assert "backups" in refused(tmp_path, FileChange(None, path, b"")).problem


def test_a_folder_that_is_not_writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "locked/a.py", b"a\n")
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path.name != "locked" and real(path, mode))
    error = refused(tmp_path, change(tmp_path, "locked/a.py", "a.py"))
    assert (error.path, error.problem) == ("locked", "the folder is not writable")
    write(tmp_path, "b.py", b"b\n")
    error = refused(tmp_path, change(tmp_path, "b.py", "locked/deep/er/b.py"))
    assert error.path == "locked"


def test_a_full_disk_with_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.py", b"a\n")
    free = SimpleNamespace(total=0, used=0, free=9_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)
    grown = change(tmp_path, "a.py", "b.py", bytes(1_000_000))
    assert "9.0 MB free, the run needs 11.4 MB" in refused(tmp_path, grown).problem
    smaller = ChangeSet((change(tmp_path, "a.py", "b.py", bytes(100_000)),))
    apply(tmp_path, smaller, phase=1, backups=tmp_path / "migration_backups", meta={})
