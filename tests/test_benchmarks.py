"""Each benchmark runs, on an input so small that its figures say nothing; no time is asserted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
DJANGO = {
    "django/__init__.py": "",
    "django/core/__init__.py": "",
    "django/utils/__init__.py": "",
    "django/utils/text.py": "NAME = 1\n",
    "django/utils/functional.py": "NAME = 1\n",
    "django/forms/__init__.py": "from django.utils.text import NAME\n",
    "use.py": "import django.forms\nfrom django.utils import functional, text\n",
}
PACKAGES = {
    "twisted/__init__.py": "",
    "twisted/python/__init__.py": "",
    "twisted/python/log.py": "X = 1\n",
    "twisted/python/_url.py": "X = 1\n",
    "homeassistant/__init__.py": "",
    "homeassistant/helpers/__init__.py": "",
    "homeassistant/helpers/entity_platform.py": "X = 1\n",
    "homeassistant/helpers/update_coordinator.py": "X = 1\n",
    "use.py": "from homeassistant.helpers import entity_platform\nfrom twisted.python import log\n",
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def run(script: str, *arguments: str | Path) -> str:
    command = [sys.executable, BENCHMARKS / script, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("script", "files", "options", "rows"),
    [
        ("django.py", DJANGO, [], ["--execute, at first", "--execute after a dry run"]),
        ("safety_cost.py", DJANGO, [], ["without the proof of every edit", "without any of these"]),
        ("movers.py", DJANGO, ["--suite", "--mover", "none"], ["ruff analyze graph", "rezone"]),
        ("large.py", PACKAGES, [], ["many files, --execute", "rewrite --check of one file"]),
    ],
)
def test_a_benchmark_of_a_tree_runs(
    tmp_path: Path, script: str, files: dict[str, str], options: list[str], rows: list[str]
) -> None:
    tree, result = written(tmp_path / "tree", files), tmp_path / "result.json"
    printed = run(script, "--tree", tree, "--rounds", "1", "--json", result, *options)
    found = json.loads(result.read_text())
    for row in ["ast.parse of every file", *rows]:
        assert row in printed
        assert all(cost["cpu"] > 0 and cost["code"] == 0 for cost in found[row])
    assert {p.relative_to(tree).as_posix() for p in tree.rglob("*.py")} == files.keys()


def test_the_benchmark_of_the_monolith_runs() -> None:
    printed = run("monolith.py", "--rounds", "1", "--phases", "1")
    assert "phase 1 in libcst's runner" in printed


def test_the_benchmark_of_the_rules_runs() -> None:
    assert "with rezone's" in run("linting.py", "200", "1")


def test_a_mover_is_asked_for_each_move_in_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    from mover_catalog import MOVERS

    tree = written(tmp_path, DJANGO)
    for mover in MOVERS:
        for old, new in (("django.utils.text", "django.newutils.text"), ("django.forms", "ui")):
            commands = mover.commands(Path("programs"), tree, old, new)
            assert commands[0][0].startswith("programs/")
            assert any(old in word or old.replace(".", "/") in word for word in commands[0])
