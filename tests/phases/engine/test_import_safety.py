"""Which imports count as broken by a phase."""

from __future__ import annotations

from pathlib import Path

import pytest

from rezone.phases import api
from rezone.transforms.errors import Refused


def plan_for(tmp_path: Path, files: dict[str, str], moves: str) -> api.Plan:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "rezone.toml").write_text(f'roots = ["."]\n[moves]\n{moves}\n')
    return api.load(tmp_path, tmp_path / "rezone.toml")


def test_a_new_package_is_not_held_to_modules_that_were_missing_before(tmp_path: Path) -> None:
    """Modules that a build makes are not in the repository: streamlit's come of protobuf."""
    files = {
        "app/__init__.py": "from app import words_pb2\nfrom app.state import State\n",
        "app/state.py": "import app\n\n\nclass State: ...\n",
        "app/parts/__init__.py": "from app.state import State\n",
        "app/parts/run.py": "from app.state import State\n",
    }
    moves = '"app.state" = "app.runtime.state"\n"app.parts.run" = "app.runtime.run"'
    api.migrate(tmp_path, plan_for(tmp_path, files, moves), 1)
    assert (tmp_path / "app/runtime/__init__.py").read_text() == ""
    assert (tmp_path / "app/runtime/run.py").read_text() == "from app.runtime.state import State\n"


def test_a_module_is_held_to_a_cycle_that_was_not_there(tmp_path: Path) -> None:
    """What is missing elsewhere excuses nothing."""
    files = {
        "app/__init__.py": "",
        "app/build.py": "from app import words_pb2\n",
        "app/words.py": "from app.state import State\n\nWORDS = 1\n",
        "app/state.py": "class State: ...\n",
        "app/runtime/__init__.py": "from app.words import WORDS\n",
    }
    plan = plan_for(tmp_path, files, '"app.state" = "app.runtime.state"')
    with pytest.raises(Refused, match="is not bound yet"):
        api.migrate(tmp_path, plan, 1)
