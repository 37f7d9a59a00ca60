"""One process or several: the same outcomes in the same order."""

from __future__ import annotations

from pathlib import Path

import pytest

from rezone.phases import api
from rezone.transforms.errors import Refused


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    package = tmp_path / "src/app"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "db.py").write_text("NAME = 'db'\n")
    for number in range(40):
        user = package / f"user{number}.py"
        user.write_text(f"from .db import NAME\nfrom app import db\nprint(NAME, db, {number})\n")
    plan = '{"roots": ["src"], "moves": {"app.db": "data.db"}}'
    (tmp_path / "moves.json").write_text(plan)
    return tmp_path


def test_several_processes_give_the_same_preview(tree: Path) -> None:
    plan = api.load(tree, tree / "moves.json")
    one = api.preview(tree, plan, 1, executor=api.processes(1)).preview
    three = api.preview(tree, plan, 1, executor=api.processes(3)).preview
    assert one == three
    assert one is not None
    assert len(one.edited) == 40


def test_an_error_in_a_worker_is_the_runs_error(tree: Path) -> None:
    (tree / "src/app/user7.py").write_text("from app.db import NAME\nprint 'two'\n")
    plan = api.load(tree, tree / "moves.json")
    with pytest.raises(Refused, match=r"src/app/user7\.py:2"):
        api.preview(tree, plan, 1, executor=api.processes(2))
