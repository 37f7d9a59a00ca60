"""What the page of comparisons says of rope and rezone: both do the three moves, for real."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from sdists import PyPIUnreachable, pip

from rezone.phases import api

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/explanation/comparison.md").read_text(encoding="utf-8")
DRIVER = ROOT / "benchmarks" / "drivers" / "rope_move.py"


@dataclass(frozen=True)
class Case:
    """A small program, a move in it, and a module with which to see that it runs."""

    files: dict[str, str]
    old: str
    new: str
    run: str


STRING_AND_REEXPORT = Case(
    {
        "shop/__init__.py": "from . import money\n",
        "shop/money.py": "def price():\n    return 7\n",
        "billing/__init__.py": "",
        "check.py": "from unittest.mock import patch\n\nimport shop\n\n"
        'with patch("shop.money.price", return_value=8):\n    assert shop.money.price() == 8\n',
    },
    "shop.money",
    "billing.money",
    "check",
)
RELATIVE_IMPORT = Case(
    {
        "app/__init__.py": "",
        "app/util.py": "def helper():\n    return 7\n",
        "app/core/__init__.py": "",
        "app/core/engine.py": "from ..util import helper\n\n\ndef go():\n    return helper()\n",
        "lib/__init__.py": "",
        "check.py": "from app.core.engine import go\n\nassert go() == 7\n",
    },
    "app.core",
    "lib.core",
    "check",
)
FROM_THE_PARENT = Case(
    {
        "app/__init__.py": "",
        "app/pricing.py": "def price():\n    return 7\n",
        "app/web/__init__.py": "",
        "app/web/view.py": "from .. import pricing as p\n\nassert p.price() == 7\n",
        "lib/__init__.py": "",
    },
    "app.pricing",
    "lib.pricing",
    "app.web.view",
)


def written(case: Case, folder: Path) -> Path:
    for name, text in case.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(case: Case, tree: Path) -> str:
    """Run the program of *case* in *tree*; return the last line of its error, "" if it runs."""
    command = [sys.executable, "-B", "-m", case.run]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    return done.stderr.strip().rpartition("\n")[2]


@pytest.fixture(scope="session")
def rope(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the version of rope that the page names."""
    (version,) = set(re.findall(r"rope (\d+\.\d+\.\d+)", PAGE))
    folder = tmp_path_factory.mktemp("rope")
    try:
        pip(["install", "--target", str(folder), f"rope=={version}"])
    except PyPIUnreachable as why:
        pytest.skip(str(why))
    return folder


def move_with_rope(case: Case, tree: Path, rope: Path) -> str:
    """Let rope make the move; return the last line of its error, "" if it made it."""
    done = subprocess.run(
        [sys.executable, "-B", DRIVER, tree, f"{case.old}={case.new}"],
        env={**os.environ, "PYTHONPATH": str(rope)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip().rpartition("\n")[2]


def move_with_rezone(case: Case, tree: Path) -> None:
    plan = f'roots = ["."]\n[moves]\n"{case.old}" = "{case.new}"\n'
    (tree / "rezone.toml").write_text(plan, encoding="utf-8")
    api.migrate(tree, api.load(tree), 1)


@pytest.mark.real
@pytest.mark.smoke
@pytest.mark.parametrize(
    ("case", "move_ends_with", "program_ends_with", "file", "text"),
    [
        (
            STRING_AND_REEXPORT,
            "",
            "AttributeError: module 'shop' has no attribute 'money'",
            "shop/__init__.py",
            "",
        ),
        (
            RELATIVE_IMPORT,
            "",
            "ModuleNotFoundError: No module named 'lib.util'",
            "lib/core/engine.py",
            RELATIVE_IMPORT.files["app/core/engine.py"],
        ),
        (
            FROM_THE_PARENT,
            "AttributeError: 'NoneType' object has no attribute 'parent'",
            "",
            "app/pricing.py",
            FROM_THE_PARENT.files["app/pricing.py"],
        ),
    ],
)
def test_rope_leaves_what_the_page_says(
    tmp_path: Path,
    rope: Path,
    case: Case,
    move_ends_with: str,
    program_ends_with: str,
    file: str,
    text: str,
) -> None:
    tree = written(case, tmp_path)
    assert run(case, tree) == ""
    assert move_with_rope(case, tree, rope) == move_ends_with
    assert run(case, tree) == program_ends_with
    assert (tree / file).read_text(encoding="utf-8") == text
    if move_ends_with:
        assert {name: (tree / name).read_text() for name in case.files} == case.files


@pytest.mark.parametrize(
    ("case", "file", "line"),
    [
        (STRING_AND_REEXPORT, "shop/__init__.py", "from billing import money"),
        (STRING_AND_REEXPORT, "check.py", 'with patch("billing.money.price", return_value=8):'),
        (RELATIVE_IMPORT, "lib/core/engine.py", "from app.util import helper"),
        (FROM_THE_PARENT, "app/web/view.py", "from lib import pricing as p"),
    ],
)
def test_rezone_does_what_the_page_says(tmp_path: Path, case: Case, file: str, line: str) -> None:
    tree = written(case, tmp_path)
    move_with_rezone(case, tree)
    assert run(case, tree) == ""
    assert line in (tree / file).read_text(encoding="utf-8").splitlines()


def test_the_page_tells_of_these_cases() -> None:
    for said in (
        "module 'shop' has no attribute 'money'",
        "No module named 'lib.util'",
        "says `from billing import money`",
        "`from app.util import helper`",
        "`from lib import pricing as p`",
    ):
        assert said in PAGE
