from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from transaction_trees import change, medium, snapshot, write

from rezone.phases.transaction.commit import apply
from rezone.phases.transaction.manifest import Status, states
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.errors import Refused


def run(root: Path, *changes, removed: tuple[str, ...] = (), phase: int = 1):
    backups = root / "migration_backups"
    return apply(root, ChangeSet(changes, removed), phase=phase, backups=backups, meta={})


def test_one_of_everything(tmp_path: Path) -> None:
    changes = medium(tmp_path)
    before = snapshot(tmp_path)
    apply(tmp_path, changes, phase=1, backups=tmp_path / "migration_backups", meta={})
    after = snapshot(tmp_path)

    def content(path: str) -> bytes | str:
        return after[path][1]

    assert content("src/app/core.py") == b"import shared.db\n"
    assert after["src/app/core.py"][2] == 0o755
    assert after["shared/db/data.bin"] == before["src/app/db/data.bin"]
    assert (content("shared/db/orm.py"), after["shared/db/orm.py"][2]) == (b"orm = 2\n", 0o600)
    assert [content(f"{name}.py") for name in ("one", "two", "three")] == [
        b"333\n",
        b"1\n",
        b"two moved\n",
    ]
    assert content("links/link.py") == "../src/app/core.py"
    assert content("case.py") == b"case\n"
    assert content("kept/notes.txt") == b"mine\n"
    gone = {"gone.py", "src/app/db", "src/empty", "link.py", "Case.py", "kept/only.py"}
    assert not gone & after.keys()


def test_the_backup_holds_every_original_as_a_plain_file(tmp_path: Path) -> None:
    changes = medium(tmp_path)
    before = snapshot(tmp_path)
    apply(tmp_path, changes, phase=3, backups=tmp_path / "migration_backups", meta={})
    kept = snapshot(tmp_path / "migration_backups/phase3/files")
    files = {path: entry for path, entry in kept.items() if entry[0] != "folder"}
    assert files == {file.old: before[file.old] for file in changes.files if file.old}


def test_the_manifest_records_what_happened(tmp_path: Path) -> None:
    write(tmp_path, "old/a.py", b"a\n", 0o640)
    (tmp_path / "old").chmod(0o750)
    moved = change(tmp_path, "old/a.py", "new/deep/a.py")
    meta = {
        "plan_hash": "abc",
        "moves": [["old.a", "new.deep.a"]],
        "outcome": {"edits": {"import": 3}},
        "tool_version": "9.9",
    }
    backups = tmp_path / "migration_backups"
    made = apply(tmp_path, ChangeSet((moved,), ("old",)), phase=2, backups=backups, meta=meta)
    assert states(backups) == {2: made}
    assert (made.status, made.plan_hash, made.tool_version) == (Status.APPLIED, "abc", "9.9")
    assert made.moves == (("old.a", "new.deep.a"),)
    assert made.outcome == {"edits": {"import": 3}}
    assert made.created_folders == ("new", "new/deep")
    assert [(folder.path, folder.mode) for folder in made.removed_folders] == [("old", 0o750)]
    (file,) = made.files
    assert (file.before, file.after, file.mode) == (moved.before, moved.before, 0o640)


def test_a_folder_that_holds_something_else_is_kept_and_not_recorded(tmp_path: Path) -> None:
    write(tmp_path, "pkg/a.py", b"a\n")
    write(tmp_path, "pkg/__pycache__/a.pyc", b"c")
    write(tmp_path, "pkg/notes.txt", b"mine\n")
    made = run(tmp_path, change(tmp_path, "pkg/a.py", "b.py"), removed=("pkg",))
    assert made.removed_folders == ()
    assert (tmp_path / "pkg/notes.txt").read_bytes() == b"mine\n"


def test_a_file_becomes_a_folder_and_a_folder_a_file(tmp_path: Path) -> None:
    write(tmp_path, "a", b"file\n")
    write(tmp_path, "b/inner", b"inner\n")
    run(
        tmp_path,
        change(tmp_path, "a", "a/core"),
        change(tmp_path, "b/inner", "b"),
        removed=("b",),
    )
    assert (tmp_path / "a/core").read_bytes() == b"file\n"
    assert (tmp_path / "b").read_bytes() == b"inner\n"


def test_a_shim_takes_the_place_of_what_moved(tmp_path: Path) -> None:
    write(tmp_path, "old.py", b"x = 1\n")
    run(
        tmp_path,
        change(tmp_path, "old.py", "new.py"),
        change(tmp_path, None, "old.py", b"from new import *\n"),
    )
    assert (tmp_path / "old.py").read_bytes() == b"from new import *\n"
    assert (tmp_path / "new.py").read_bytes() == b"x = 1\n"


def test_python_takes_no_stale_cache_for_files_that_swap_places(tmp_path: Path) -> None:
    write(tmp_path, "a1.py", b"print('AAA')\n")
    write(tmp_path, "b1.py", b"print('BBB')\n")  # same size, same time

    def prints() -> list[str]:
        command = [sys.executable, "-c", "import a1, b1"]
        caching = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        done = subprocess.run(
            command, cwd=tmp_path, env=caching, capture_output=True, text=True, check=True
        )
        return done.stdout.split()

    assert prints() == ["AAA", "BBB"]
    assert (tmp_path / "__pycache__").is_dir()
    run(tmp_path, change(tmp_path, "a1.py", "b1.py"), change(tmp_path, "b1.py", "a1.py"))
    assert prints() == ["BBB", "AAA"]


def test_names_that_are_no_utf8_survive(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        write(tmp_path, name, b"x")
    except OSError:
        pytest.skip("this file system wants UTF-8")
    made = run(tmp_path, change(tmp_path, name, "dir/" + name))
    assert (tmp_path / "dir" / name).read_bytes() == b"x"
    assert states(tmp_path / "migration_backups")[1] == made


def test_a_phase_is_applied_once(tmp_path: Path) -> None:
    write(tmp_path, "a.py")
    run(tmp_path, change(tmp_path, "a.py", "b.py"))
    with pytest.raises(Refused, match="applied already"):
        run(tmp_path, change(tmp_path, "b.py", "c.py"))
    assert (tmp_path / "b.py").exists()


def test_git_and_pytest_leave_the_backups_alone(tmp_path: Path) -> None:
    write(tmp_path, "test_old.py", b"def test_fails():\n    raise SystemExit(3)\n")
    run(tmp_path, change(tmp_path, "test_old.py", "test_new.py", b"def test_holds(): pass\n"))
    (tmp_path / "migration_backups/phase1/files/test_old.py").touch()
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    seen = subprocess.run(
        ["git", "status", "--porcelain"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert seen.stdout == "?? test_new.py\n"
    pytest_run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    subprocess.run(pytest_run, cwd=tmp_path, check=True, capture_output=True)


def test_progress_counts_up_to_the_total(tmp_path: Path) -> None:
    changes = medium(tmp_path)
    seen: list[tuple[int, int]] = []
    apply(
        tmp_path,
        changes,
        phase=1,
        backups=tmp_path / "migration_backups",
        meta={},
        progress=lambda done, total: seen.append((done, total)),
    )
    assert [done for done, _ in seen] == list(range(1, len(seen) + 1))
    assert {total for _, total in seen} == {len(seen)}


def test_an_error_in_the_progress_callback_undoes_the_run(tmp_path: Path) -> None:
    changes = medium(tmp_path)
    before = snapshot(tmp_path)

    def fail_late(done: int, total: int) -> None:
        if done == total:
            raise RuntimeError("the terminal went away")

    backups = tmp_path / "migration_backups"
    with pytest.raises(RuntimeError):
        apply(tmp_path, changes, phase=1, backups=backups, meta={}, progress=fail_late)
    assert snapshot(tmp_path) == before
    assert states(backups) == {}
