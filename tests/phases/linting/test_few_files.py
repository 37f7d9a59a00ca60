"""A few files are rewritten without a list of the tree as they are with one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rezone.phases import api
from rezone.phases.engine.references_only import references_context, rewrite_references
from rezone.phases.engine.workspace import Workspace
from rezone.phases.linting import few_files
from rezone.phases.linting.few_files import rewrite_few
from rezone.phases.plan.model import Plan, WorkspaceConfig

MONOLITH = Path(__file__).parents[3] / "examples" / "anomaly_monolith"
PLAN = '[workspace]\nroots = ["."]\n[[phases]]\nnumber = 1\n[[phases.moves]]\n'


def test_every_file_as_it_was_before_the_phases(tmp_path: Path) -> None:
    root = tmp_path / "monolith"
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(MONOLITH, root, symlinks=True, ignore=ignore)
    plan = api.load(root)
    for number in (1, 2):
        api.migrate(root, plan, number)
    old = [p.relative_to(MONOLITH).as_posix() for p in sorted(MONOLITH.rglob("*.py"))]
    paths = [path for path in old if (root / path).exists()]
    for path in paths:
        shutil.copyfile(MONOLITH / path, root / path)
    expected = list(rewrite_references(references_context(Workspace.scan(root), plan), paths))
    assert rewrite_few(root, plan, paths) == expected
    assert sum(outcome.content is not None for outcome in expected) > 10


@pytest.fixture
def moved(tmp_path: Path) -> Path:
    (tmp_path / "rezone.toml").write_text(PLAN + 'source = "app.db"\ntarget = "data.db"\n')
    for path in ("app/__init__.py", "data/__init__.py", "data/db.py"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).touch()
    (tmp_path / "use.py").write_text("from app.db import X\n")
    (tmp_path / ".gitignore").write_text("build/\n")
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "use.py").write_text("from app.db import X\n")
    return tmp_path


def _rewritten(root: Path, *paths: str) -> tuple[str, ...]:
    return api.rewrite(root, api.load(root), [root / path for path in paths], write=False).changed


def test_the_tree_is_not_listed_for_a_named_file(
    moved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("rezone.phases.engine.references_only.references_context", refuse)
    assert _rewritten(moved, "use.py") == ("use.py",)


def test_what_the_repository_ignores_stays(moved: Path) -> None:
    assert _rewritten(moved, "build/use.py") == ()
    assert _rewritten(moved, "build/use.py", "use.py") == ("use.py",)


def test_a_bridge_stays(moved: Path) -> None:
    head = "# rezone: bridge app.db -> data.db (phase 1)\n"
    (moved / "app" / "db.py").write_text(f"{head}from data.db import *\n")
    (moved / "app" / "other.py").write_text(f"{head}import app.db\n")
    assert _rewritten(moved, "app/other.py") == ()
    assert _rewritten(moved, "use.py") == ("use.py",)


def test_a_source_that_is_there_is_no_old_name(moved: Path) -> None:
    (moved / "app" / "db.py").touch()
    assert _rewritten(moved, "use.py") == ()


@pytest.mark.parametrize(
    ("roots", "paths", "is_enough"),
    [
        ((".",), ["a.py", "b.pyi"], True),
        ((), ["a.py"], False),
        ((".",), ["a.py", "README.md"], False),
        ((".",), ["a.py"] * 1000, False),
    ],
)
def test_documents_many_files_and_guessed_roots_take_the_whole_tree(
    roots: tuple[str, ...], paths: list[str], is_enough: bool
) -> None:
    assert few_files.is_enough(Plan(workspace=WorkspaceConfig(roots)), paths) is is_enough
