"""The example monolith, worked on beside its seven phases: on a branch, and after them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from rezone.phases import api

MONOLITH = Path(__file__).parents[2] / "examples" / "anomaly_monolith"
NUMBERS = range(1, 8)
MARK = b"\n\n\nTOPIC = 'work of a person'\n"
LOGGING = "infrastructure/logging"
TEST = """\
import {package}.logging.structured_logger as logger
from unittest.mock import patch


@patch("{package}.logging.structured_logger.get_logger")
def test_it(get_logger) -> None:
    assert logger.get_logger is get_logger
"""
OLD, NEW = "anomaly_detection.infrastructure", "shared.infrastructure"


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True)
    return done.stdout.decode().strip()


def commit(root: Path, message: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", message)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "monolith"
    shutil.copytree(MONOLITH, root)
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "Ada")
    git(root, "config", "user.email", "ada@example.invalid")
    commit(root, "Start")
    return root


def work(root: Path, folder: str, package: str) -> None:
    """Edit every third module, and add a module and a test of what is in *package*."""
    modules = [path for path in sorted((root / "src").rglob("*.py")) if path.stat().st_size > 300]
    for path in modules[::3]:
        path.write_bytes(path.read_bytes() + MARK)
    relative = f"{folder}/{LOGGING}/rotating.py"
    (root / relative).write_text("from .structured_logger import get_logger\n")
    (root / "tests/test_rotating.py").write_text(TEST.format(package=package))


def migrate(root: Path) -> None:
    plan = api.load(root)
    for number in NUMBERS:
        api.migrate(root, plan, number)


def test_a_branch_is_ported_through_all_phases(root: Path, tmp_path: Path) -> None:
    git(root, "switch", "-qc", "topic")
    work(root, "src/anomaly_detection", OLD)
    commit(root, "Topic")
    git(root, "clone", "-q", "-b", "topic", str(root), str(tmp_path / "clone"))
    git(root, "switch", "-q", "main")
    migrate(root)
    commit(root, "Seven phases")
    ported = api.port(root, api.load(root), "topic")
    assert (ported.phases, ported.conflicts) == (tuple(NUMBERS), ())
    migrate(tmp_path / "clone")
    git(tmp_path / "clone", "add", "-A")
    assert ported.tree == git(tmp_path / "clone", "write-tree")


def test_work_after_all_phases_is_taken_back_through_them(root: Path, tmp_path: Path) -> None:
    expected = tmp_path / "expected"
    shutil.copytree(root, expected)
    migrate(root)
    work(root, "src/packages/shared", NEW)
    plan = api.load(root)
    marked = 0
    for number in api.rollback_order(root, 1):
        kept = api.rollback(root, plan, number, keep_edits=True).kept
        assert kept is not None
        assert kept.conflicts == {}
    for path in sorted((root / "src").rglob("*.py")):
        original = expected / path.relative_to(root)
        content = path.read_bytes()
        if not original.exists():
            assert path.relative_to(root).as_posix().endswith(f"{LOGGING}/rotating.py")
            continue
        marked += content.endswith(MARK)
        assert content.removesuffix(MARK) == original.read_bytes(), path
    assert marked > 20
    assert (root / "tests/test_rotating.py").read_text() == TEST.format(package=OLD)
    assert (root / f"src/anomaly_detection/{LOGGING}/rotating.py").exists()
