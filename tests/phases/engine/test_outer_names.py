"""Modules named from a folder above their root: ``src.app`` for a root ``src``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rezone.phases import api

USER = """\
import src.app.db
from src import app
from src.app import db, web
from src.app.db import NAME
print(src.app.db.NAME, app.web, src.app.web)
"""


@pytest.mark.parametrize("roots", [["src"], ["src", "."]])
@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("app.core.db", "src.app.core.db"),
        ("data.db", "src.data.db"),
    ],
)
def test_a_name_from_above_the_root_stays_one(
    tmp_path: Path, roots: list[str], target: str, expected: str
) -> None:
    for name, text in {
        "src/app/__init__.py": "",
        "src/app/db.py": "NAME = 1\n",
        "src/app/web.py": "",
        "user.py": USER,
        "plan.json": json.dumps({"roots": roots, "moves": {"app.db": target}}),
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    api.migrate(tmp_path, api.load(tmp_path, tmp_path / "plan.json"), 1)
    above = expected.rpartition(".")[0]
    kept = "" if target.startswith("app.") else "import src.app\n"  # what `src.app.web` hangs on
    assert (tmp_path / "user.py").read_text() == (
        f"{kept}import {expected}\n"
        "from src import app\n"
        f"from {above} import db\n"
        "from src.app import web\n"
        f"from {expected} import NAME\n"
        f"print({expected}.NAME, app.web, src.app.web)\n"
    )


def test_a_root_that_the_name_cannot_reach_takes_the_new_name(tmp_path: Path) -> None:
    for name, text in {
        "old/src/app/__init__.py": "",
        "old/src/app/db.py": "NAME = 1\n",
        "old/src/app/web.py": "",
        "old/check.py": "from src.app.db import NAME\n",
        "rezone.toml": '[workspace]\nroots = ["old/src", "new"]\ntarget_root = "new"\n'
        '[[phases]]\nnumber = 1\nmoves = [{source = "app.db", target = "data.db"}]\n',
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    api.migrate(tmp_path, api.load(tmp_path), 1)
    assert (tmp_path / "new/data/db.py").exists()
    assert (tmp_path / "old/check.py").read_text() == "from data.db import NAME\n"
