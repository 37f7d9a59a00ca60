"""A file system that takes `Pkg` for `pkg`, as those of macOS and Windows do.

Where the disk tells the two apart, this one is made of it: every call looks each part of its
path up without regard to case before it goes on.
"""

from __future__ import annotations

import builtins
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from transaction_trees import change, snapshot, write

from rezone.phases.transaction import renaming
from rezone.phases.transaction.commit import apply
from rezone.phases.transaction.manifest import states
from rezone.phases.transaction.recover import recover
from rezone.phases.transaction.rollback import rollback
from rezone.transforms.edits.change_set import ChangeSet

_ONE_PATH = ("lstat", "stat", "open", "mkdir", "rmdir", "unlink", "listdir", "scandir", "chmod")
_ONE_PATH += ("utime", "readlink", "access")
_TWO_PATHS = ("replace", "rename", "link")


class Killed(BaseException):
    """Stands for SIGKILL: the undo fails at once as well."""


class Caseless:
    """The calls of `os`, blind to case below *root*; they fail from number *dies_at* on."""

    def __init__(self, root: Path) -> None:
        self.root = str(root)
        self.real_listdir = os.listdir
        self.real_lexists = os.path.lexists
        self.moves = 0
        self.dies_at = -1

    def find(self, path: Any) -> Any:
        if not isinstance(path, str | os.PathLike) or not os.fspath(path).startswith(self.root):
            return path
        found = self.root
        for part in os.fspath(path)[len(self.root) :].strip("/").split("/"):
            try:
                names = self.real_listdir(found)
            except OSError:
                names = []
            twin = next((name for name in names if name.casefold() == part.casefold()), part)
            found = os.path.join(found, twin)
        return found

    def wrap(self, function: Any, count: int) -> Any:
        def wrapped(path: Any = ".", *rest: Any, **options: Any) -> Any:
            if count == 1:
                return function(self.find(path), *rest, **options)
            if 0 <= self.dies_at <= self.moves:
                raise Killed
            self.moves += 1
            source, target = self.find(path), rest[0]
            # A rename onto another case of the same name renames; else the old name stays.
            if self.find(target) != source:
                target = self.find(target)
            return function(source, target, **options)

        return wrapped


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caseless]:
    caseless = Caseless(tmp_path)
    write(tmp_path, "Probe")
    is_needed = not (tmp_path / "probe").exists()
    (tmp_path / "Probe").unlink()
    if is_needed:
        follow = set(os.supports_follow_symlinks)
        for name in (*_ONE_PATH, *_TWO_PATHS):
            real = getattr(os, name)
            wrapped = caseless.wrap(real, 1 if name in _ONE_PATH else 2)
            monkeypatch.setattr(os, name, wrapped)
            os.supports_follow_symlinks |= {wrapped} if real in follow else set()
        monkeypatch.setattr(builtins, "open", caseless.wrap(builtins.open, 1))
        exclusive = caseless.wrap(renaming.rename_to_free, 2)
        monkeypatch.setattr(renaming, "rename_to_free", exclusive)
    yield caseless
    os.supports_follow_symlinks.intersection_update(follow if is_needed else set())


def renamed(root: Path) -> ChangeSet:
    """Rename a module and a package by case only."""
    write(root, "Tools.py", b"tools\n", 0o755)
    write(root, "edited.py", b"one\n")
    write(root, "Pkg/Mod.py", b"mod\n")
    write(root, "Pkg/Sub/deep.py", b"deep\n")
    (root / "Pkg").chmod(0o750)
    return ChangeSet(
        (
            change(root, "Tools.py", "tools.py"),
            change(root, "edited.py", "Edited.py", b"two\n"),
            change(root, "Pkg/Mod.py", "pkg/mod.py"),
            change(root, "Pkg/Sub/deep.py", "pkg/sub/deep.py"),
        ),
        ("Pkg/Sub", "Pkg"),
    )


AFTER = {"tools.py", "Edited.py", "pkg", "pkg/mod.py", "pkg/sub", "pkg/sub/deep.py"}


def test_names_change_by_case_and_back(tmp_path: Path, disk: Caseless) -> None:
    changes = renamed(tmp_path)
    before = snapshot(tmp_path)
    backups = tmp_path / "migration_backups"
    apply(tmp_path, changes, phase=1, backups=backups, meta={})
    assert set(snapshot(tmp_path)) == AFTER
    assert (tmp_path / "Edited.py").read_bytes() == b"two\n"
    rollback(tmp_path, phase=1, backups=backups)
    assert snapshot(tmp_path) == before


def test_a_crash_before_any_rename_is_recovered(tmp_path: Path, disk: Caseless) -> None:
    changes = renamed(tmp_path)
    before = snapshot(tmp_path)
    backups = tmp_path / "migration_backups"
    for number in range(1, 200):
        disk.moves, disk.dies_at = 0, number
        try:
            apply(tmp_path, changes, phase=1, backups=backups, meta={})
        except Killed:
            pass
        else:
            break
        finally:
            disk.dies_at = -1
        recover(tmp_path, backups)
        assert states(backups) == {}
        assert snapshot(tmp_path) == before, number
    assert number > 10
    assert set(snapshot(tmp_path)) == AFTER
