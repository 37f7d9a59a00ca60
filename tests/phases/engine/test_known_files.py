"""What a run learned of files is remembered by their bytes, and missed by nobody."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from rezone.phases.engine.known_files import ENOUGH, known_files, remember
from rezone.phases.engine.preview import preview
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Phase, Plan, PlannedMove, WorkspaceConfig
from rezone.transforms.errors import Refused
from rezone.transforms.moves.move import Move

HASHES = [sha256(str(number).encode()).hexdigest() for number in range(ENOUGH)]
PLAN = Plan(
    (Phase(1, moves=(PlannedMove(Move("app.db", "store.db")),)),),
    workspace=WorkspaceConfig(roots=(".",)),
)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("REZONE_CACHE_DIR", str(folder))
    return folder


def test_what_is_remembered_is_known() -> None:
    assert known_files() == frozenset()
    remember(frozenset(), HASHES)
    assert known_files() == frozenset(HASHES)


def test_a_handful_of_files_is_not_worth_a_write(cache: Path) -> None:
    remember(frozenset(), HASHES[1:])
    assert not cache.exists()


def test_a_cache_that_was_cut_short_is_read_as_far_as_it_goes(cache: Path) -> None:
    remember(frozenset(), HASHES)
    (file,) = cache.iterdir()
    file.write_bytes(file.read_bytes()[:-5])
    assert known_files() < frozenset(HASHES)
    assert len(known_files()) == ENOUGH - 1


def test_a_cache_that_cannot_be_written_is_done_without(cache: Path) -> None:
    cache.write_text("no folder")
    remember(frozenset(), HASHES)
    assert known_files() == frozenset()


def test_no_cache_is_kept_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REZONE_CACHE_DIR", "")
    remember(frozenset(), HASHES)
    assert known_files() == frozenset()


def _tree(root: Path) -> Workspace:
    (root / "app").mkdir(parents=True, exist_ok=True)
    (root / "app/__init__.py").touch()
    (root / "app/db.py").write_text("url = 'u'\n")
    for number in range(ENOUGH):
        (root / f"use_{number}.py").write_text(f"from app.db import url\nx = {number}\n")
    return Workspace.scan(root)


def test_a_second_run_says_the_same_and_asks_only_about_other_bytes(tmp_path: Path) -> None:
    root = tmp_path / "tree"
    first = preview(_tree(root), PLAN, PLAN.phase(1))
    assert len(known_files()) == ENOUGH
    assert preview(_tree(root), PLAN, PLAN.phase(1)).changes == first.changes
    (root / "use_7.py").write_text("from app.db import url\nx = = 7\n")
    with pytest.raises(Refused, match=r"use_7\.py"):
        preview(Workspace.scan(root), PLAN, PLAN.phase(1))
    assert len(known_files()) == ENOUGH
