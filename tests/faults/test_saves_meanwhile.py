"""People save files while a run is under way: it is refused, and their work stays."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from operations import Operation, watched
from shop import build, snapshot

from rezone.phases import api
from rezone.transforms.errors import Refused

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="asks /proc for open files")

MINE = b"import shop.db.orm  # my work\n"
EDITED = "src/shop/api.py"  # changes in phase 1, and stays where it is
MOVED = "src/shop/db/orm.py"
TARGET = "src/shared/db/orm.py"


def in_place(path: Path) -> None:
    path.write_bytes(MINE)


def atomically(path: Path) -> None:
    draft = path.with_name("draft~")
    draft.write_bytes(MINE)
    os.chmod(draft, path.stat().st_mode & 0o777)
    os.replace(draft, path)


class Meddler:
    """Does *act* once, at the first operation that *when* picks."""

    def __init__(self, when: Callable[[Operation], bool], act: Callable[[], object]) -> None:
        self.when = when
        self.act = act
        self.is_done = False

    def __call__(self, operation: Operation) -> None:
        if not self.is_done and self.when(operation):
            self.is_done = True
            self.act()


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    root = tmp_path / "shop"
    build(root)
    return root


def leaves(path: Path) -> Callable[[Operation], bool]:
    """Pick the rename that takes *path* out of the tree."""
    return lambda op: op.name == "replace" and op.paths[0] == str(path)


def arrives(path: Path) -> Callable[[Operation], bool]:
    """Pick the rename that brings *path* into the tree."""
    return lambda op: op.name in ("replace", "rename") and op.paths[1] == str(path)


def refused(root: Path, meddler: Meddler, act: Callable[..., object] = api.migrate) -> Refused:
    """Return how a run ends that somebody meddles with."""
    with (
        watched(str(root), meddler),
        pytest.raises(Refused, match="while the run was under way") as caught,
    ):
        act(root, api.load(root, None), 1)
    assert meddler.is_done
    return caught.value


@pytest.mark.parametrize("save", [in_place, atomically])
@pytest.mark.parametrize("path", [EDITED, MOVED])
def test_saved_between_the_look_and_the_rename(
    path: str, save: Callable[[Path], None], shop: Path
) -> None:
    before = snapshot(shop)
    refused(shop, Meddler(leaves(shop / path), lambda: save(shop / path)))
    assert snapshot(shop) == before | {path: ("file", MINE, before[path][2])}


@pytest.mark.parametrize("path", [EDITED, MOVED])
def test_saved_through_a_file_that_was_open(path: str, shop: Path) -> None:
    """The name has moved to the backup; the editor writes to what it had opened before."""
    before = snapshot(shop)
    with open(shop / path, "r+b") as stream:

        def save() -> None:
            stream.truncate(0)
            stream.write(MINE)
            stream.flush()

        refused(shop, Meddler(arrives(shop / EDITED), save))
    assert snapshot(shop) == before | {path: ("file", MINE, before[path][2])}


@pytest.mark.parametrize("path", [EDITED, TARGET])
def test_a_file_that_appears_where_one_is_to_go(path: str, shop: Path) -> None:
    """Between the look and the rename; a plain rename would replace it without a word."""
    before = snapshot(shop)
    told = refused(shop, Meddler(arrives(shop / path), lambda: in_place(shop / path)))
    if path in before:  # the original takes its place back
        saved = shop / "migration_backups/phase1/edited" / path
        assert saved.read_bytes() == MINE
        assert told.hint.startswith(f"what was saved meanwhile is in {saved.parents[2]}")
        assert snapshot(shop) == before
    else:
        found = snapshot(shop)
        assert found[path][1] == MINE
        assert {name: found[name] for name in before} == before


def test_a_file_that_appears_in_a_folder_that_goes(shop: Path) -> None:
    before = snapshot(shop)
    folder = shop / "src/shop/db/sql"
    meddler = Meddler(leaves(folder), lambda: in_place(folder / "new.py"))
    with watched(str(shop), meddler):
        api.migrate(shop, api.load(shop, None), 1)
    assert meddler.is_done
    assert (folder / "new.py").read_bytes() == MINE
    (folder / "new.py").unlink()
    api.rollback(shop, api.load(shop, None), 1)
    assert snapshot(shop) == before


@pytest.mark.parametrize("save", [in_place, atomically])
def test_saved_while_a_phase_is_rolled_back(save: Callable[[Path], None], shop: Path) -> None:
    api.migrate(shop, api.load(shop, None), 1)
    after = snapshot(shop)
    meddler = Meddler(leaves(shop / TARGET), lambda: save(shop / TARGET))
    refused(shop, meddler, api.rollback)
    assert snapshot(shop) == after | {TARGET: ("file", MINE, after[TARGET][2])}


def test_saved_before_the_run_writes(shop: Path) -> None:
    """Read by the run, then saved: the hash tells, and nothing was touched."""
    before = snapshot(shop)
    meddler = Meddler(
        lambda op: op.name == "mkdir" and op.paths[0].endswith("migration_backups"),
        lambda: in_place(shop / EDITED),
    )
    with watched(str(shop), meddler), pytest.raises(Refused, match="was edited since it was read"):
        api.migrate(shop, api.load(shop, None), 1)
    assert snapshot(shop) == before | {EDITED: ("file", MINE, 0o600)}
