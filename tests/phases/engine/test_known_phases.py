"""The run after a dry run does what was shown, and looks for itself as soon as anything differs."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from rezone.phases.engine.known_phases import ENOUGH, keep, observed, recalled
from rezone.phases.engine.observed import Observed, essential, says_again
from rezone.phases.engine.outcome import Preview
from rezone.phases.engine.pool import Processes
from rezone.phases.engine.preview import preview
from rezone.phases.engine.store import Disk
from rezone.phases.engine.workspace import Workspace
from rezone.phases.migration import migrate
from rezone.phases.migration import preview as dry_run
from rezone.phases.plan.model import Phase, Plan, PlannedMove, WorkspaceConfig
from rezone.transforms.moves.move import Move
from rezone.transforms.records import replace

PLAN = Plan(
    (Phase(1, moves=(PlannedMove(Move("app.db", "store.db")),)),),
    workspace=WorkspaceConfig(roots=(".",)),
)
HATCHLING = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("REZONE_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "clone/tree"
    files = {
        "app/__init__.py": "",
        "app/db/__init__.py": "url = 'u'\n",
        "app/db/.gitignore": "*.sqlite\n",
        "app/db/kept.sqlite": "x",
        "use.py": "from app.db import url\n",
        "pyproject.toml": HATCHLING,
        **{f"other_{number}.py": f"x = {number}\n" for number in range(ENOUGH)},
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    (root / "link").symlink_to("app/db/kept.sqlite")
    return root


def worked_out(root: Path, executor: Processes | None = None) -> Preview:
    workspace = observed(Workspace.scan(root))
    found = preview(workspace, PLAN, PLAN.phase(1), executor=executor)
    keep(workspace, PLAN, 1, found)
    return found


def known(root: Path, plan: Plan = PLAN) -> Preview | None:
    return recalled(Workspace.scan(root), plan, 1)


def test_what_a_dry_run_has_shown_is_known(root: Path) -> None:
    assert known(root) is None
    found = worked_out(root)
    assert found.edited
    assert known(root) == found
    assert known(root).present == found.present  # type: ignore[union-attr]


def test_a_run_after_a_dry_run_leaves_what_one_without_a_cache_leaves(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dry_run(root, PLAN, 1)
    assert known(root) is not None
    migrate(root, PLAN, 1)
    after = _files(root)
    other = tmp_path / "other"
    (tmp_path / "clone").rename(tmp_path / "done")
    (tmp_path / "done/tree").rename(other)
    monkeypatch.setenv("REZONE_CACHE_DIR", "")
    from rezone.phases.undoing import rollback

    rollback(other, PLAN, 1)
    migrate(other, PLAN, 1)
    assert _files(other) == after


def _files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and "migration_" not in path.as_posix()
    }


def _written(path: str, text: str) -> Callable[[Path], object]:
    return lambda root: (root / path).write_text(text)


def _relinked(root: Path) -> None:
    (root / "link").unlink()
    (root / "link").symlink_to("use.py")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file that was edited": _written("use.py", "from app.db import url as u\n"),
    "a file that named nothing": _written("other_7.py", "import app.db\n"),
    "a file of the same size and time": lambda root: _same_time(root / "other_7.py", "y = 7\n"),
    "a new file": _written("new.py", "import app.db\n"),
    "a file that went": lambda root: (root / "other_7.py").unlink(),
    "a new file that git ignores": _written("app/db/new.sqlite", "y"),
    "an ignored file that was edited": _written("app/db/kept.sqlite", "app/db/"),
    "a link that leads elsewhere": _relinked,
    "ignore rules above the root": _written("../.gitignore", "migration_*\n"),
    "ignore rules that hide themselves": lambda root: (
        (root / "store").mkdir(),
        (root / "store/.gitignore").write_text("*\n"),
    ),
    "a bridge that came": _written("old.py", "# rezone: bridge old -> app.db (phase 9)\n"),
}


def _same_time(path: Path, text: str) -> None:
    before = path.stat()
    path.write_text(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("name", CHANGES)
def test_what_differs_is_looked_at_anew(root: Path, name: str) -> None:
    (root.parent / ".git").mkdir()
    (root.parent / ".gitignore").write_text("")
    before = worked_out(root)
    assert known(root) == before
    CHANGES[name](root)
    assert known(root) is None


def test_another_plan_another_place_another_phase_are_not_known(root: Path, tmp_path: Path) -> None:
    worked_out(root)
    assert known(root, PLAN.with_shims(True)) is None
    two = replace(PLAN, phases=(*PLAN.phases, Phase(2, moves=PLAN.phases[0].moves)))
    assert recalled(Workspace.scan(root), two, 2) is None
    root.rename(tmp_path / "elsewhere")
    assert known(tmp_path / "elsewhere") is None


def test_two_processes_observe_as_much_as_one(root: Path) -> None:
    told = []
    for jobs in (1, 2):
        workspace = observed(Workspace.scan(root))
        preview(workspace, PLAN, PLAN.phase(1), executor=Processes(jobs))
        assert isinstance(workspace.store, Observed)
        told.append(essential(workspace.store.answers))
    assert told[0] == told[1]
    assert {path for _, path in told[0]} >= Workspace.scan(root).files


def test_a_tree_that_changes_while_it_is_looked_at_is_never_known(root: Path) -> None:
    disk = Observed(root)
    disk.content("use.py")
    (root / "use.py").write_text("")
    disk.content("use.py")
    assert not says_again(Disk(root), disk.answers)

    disk = Observed(root)
    disk.head("other_1.py")
    (root / "other_1.py").write_text("x = 2\n")
    disk.content("other_1.py")
    assert not says_again(Disk(root), disk.answers)


def test_a_cache_that_is_damaged_is_done_without(root: Path, cache: Path) -> None:
    worked_out(root)
    (file,) = cache.glob("phase-*")
    whole = file.read_bytes()
    for damaged in (b"", whole[:-1], whole[:40], whole[:-9] + b"x" + whole[-8:]):
        file.write_bytes(damaged)
        assert known(root) is None
    file.unlink()
    file.mkdir()
    assert known(root) is None
    worked_out(root)


def test_nothing_in_a_cache_is_called(root: Path, cache: Path, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return os.mkdir, (str(tmp_path / "sprung"),)

    worked_out(root)
    (file,) = cache.glob("phase-*")
    content = pickle.dumps((b"", {}, Trap()))
    file.write_bytes(sha256(content).digest() + content)
    assert known(root) is None
    assert not (tmp_path / "sprung").exists()


def test_values_that_do_not_fit_are_done_without(root: Path, cache: Path) -> None:
    class Odd:
        def __reduce__(self) -> tuple[object, ...]:
            return Preview, (1,)

    worked_out(root)
    (file,) = cache.glob("phase-*")
    for value in (Odd(), (b"", {}), 5):
        content = pickle.dumps(value)
        file.write_bytes(sha256(content).digest() + content)
        assert known(root) is None


def test_the_cache_keeps_the_last_few_and_what_others_put_there(root: Path, cache: Path) -> None:
    cache.mkdir()
    others = {"phase-1.md", "phase-notes", "parsed-mail", f"phase-{'0' * 63}"}
    for name in others:
        (cache / name).touch()
    workspace = observed(Workspace.scan(root))
    found = preview(workspace, PLAN, PLAN.phase(1))
    for number in range(1, 7):
        keep(workspace, PLAN, number, found)
    left = {path.name for path in cache.glob("p*")}
    assert left > others
    assert len(left - others) == 4
    assert recalled(workspace, PLAN, 6) == found


def test_small_trees_and_no_cache_leave_nothing(
    root: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(ENOUGH):
        (root / f"other_{number}.py").unlink()
    worked_out(root)
    assert not list(cache.glob("phase-*"))
    monkeypatch.setenv("REZONE_CACHE_DIR", "")
    assert known(root) is None
