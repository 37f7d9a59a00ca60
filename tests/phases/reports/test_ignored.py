from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from rezone.phases.reports.ignored import ignore_run_files

LEFT = [
    "migration_backups/phase1/files/a.py",
    "migration_reports/phase1.json",
    "migration_phase1.log",
    "migration_validation_report_20310506T070809Z.json",
    "performance_baseline.json",
]


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    command = ["git", *identity, *arguments]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def top(tmp_path: Path) -> Path:
    folder = tmp_path / "top"
    folder.mkdir()
    git(folder, "init", "-q")
    (folder / "a.py").touch()
    git(folder, "add", "a.py")
    git(folder, "commit", "-qm", "first")
    return folder


def run(root: Path) -> None:
    """Leave what a run leaves."""
    ignore_run_files(root, "migration_backups", "migration_reports")
    for path in LEFT:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()


def status(folder: Path) -> str:
    return git(folder, "status", "--porcelain", "--untracked-files=all")


def test_git_sees_nothing_of_a_run(top: Path) -> None:
    run(top)
    assert status(top) == ""


def test_without_it_git_sees_all(top: Path) -> None:
    for path in LEFT:
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).touch()
    assert len(status(top).splitlines()) == len(LEFT)


def test_a_second_run_changes_nothing(top: Path) -> None:
    run(top)
    exclude = top / ".git/info/exclude"
    before = exclude.read_bytes()
    (top / "migration_reports/.gitignore").write_bytes(b"*\n!keep\n")
    run(top)
    assert exclude.read_bytes() == before
    assert (top / "migration_reports/.gitignore").read_bytes() == b"*\n!keep\n"


def test_what_a_person_excluded_stays(top: Path) -> None:
    exclude = top / ".git/info/exclude"
    exclude.write_bytes(b"mine.txt")
    (top / "mine.txt").touch()
    run(top)
    assert exclude.read_bytes().startswith(b"mine.txt\n/migration_phase*.log\n")
    assert status(top) == ""


def test_a_repository_without_the_info_folder(top: Path) -> None:
    for entry in (top / ".git/info").iterdir():
        entry.unlink()
    (top / ".git/info").rmdir()
    run(top)
    assert status(top) == ""


def test_a_linked_work_tree(top: Path) -> None:
    tree = top.parent / "linked"
    git(top, "worktree", "add", "-q", str(tree))
    assert (tree / ".git").is_file()
    run(tree)
    assert status(tree) == ""


@pytest.mark.parametrize("name", ["sub", "sub/ünï x", "[a]*b?", "#c", "!d"])
def test_a_root_below_the_top_hides_its_own_files_only(top: Path, name: str) -> None:
    root = top / name
    root.mkdir(parents=True)
    run(root)
    assert status(top) == ""
    (top / "migration_phase1.log").touch()
    assert status(top) == "?? migration_phase1.log\n"


def test_a_folder_that_only_looks_alike_is_not_hidden(top: Path) -> None:
    (top / "[ab]").mkdir()
    run(top / "[ab]")
    (top / "a").mkdir()
    (top / "a/migration_phase1.log").touch()
    assert status(top) == "?? a/migration_phase1.log\n"


def test_outside_git_only_the_folders_are_made(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    ignore_run_files(tmp_path, "migration_reports")
    assert [path.name for path in tmp_path.iterdir()] == ["migration_reports"]
    assert (tmp_path / "migration_reports/.gitignore").read_bytes() == b"*\n"


def test_without_git_installed_only_the_folders_are_made(top: Path, monkeypatch) -> None:
    before = (top / ".git/info/exclude").read_bytes()
    monkeypatch.setenv("PATH", str(top))
    ignore_run_files(top, "migration_reports")
    assert (top / ".git/info/exclude").read_bytes() == before
    assert (top / "migration_reports/.gitignore").exists()


def test_a_bare_repository_is_left_as_it_is(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare")
    exclude = tmp_path / "info/exclude"
    before = exclude.read_bytes()
    ignore_run_files(tmp_path)
    assert exclude.read_bytes() == before
