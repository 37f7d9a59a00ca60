"""A library moves its modules; a package that uses it follows with the exported map alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import packages
import pytest
from environments import interpreter
from packages import Package
from sdists import unpack

JEDI = Package(
    name="jedi",
    version="0.20.1",
    sha256="2f71208c3f9c1bca057c0e90d3f272aba44ace88fc4067d7587e9e069331b7e5",
    package="jedi",
    root=".",
    tests=("test/test_parso_integration", "test/test_cache.py", "test/test_api/test_names.py"),
    requires=("pytest",),
)
MOVES = {
    "parso.python.tree": "parso.nodes.python",
    "parso.python.token": "parso.tokens",
    "parso.cache": "parso.storage.cache",
    "parso.tree": "parso.nodes.tree",
    "parso.utils": "parso.text",
}


def rezone(root: Path, *arguments: str | Path) -> str:
    command = [sys.executable, "-m", "rezone.codemods.cli.main", "--root", str(root)]
    done = subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def passing(jedi: Path, parso: Path) -> tuple[int, str]:
    """Run the tests of *jedi* against the library in *parso*; return exit code and last line."""
    done = subprocess.run(
        [str(interpreter(JEDI)), "-m", "pytest", "-q", "-p", "no:cacheprovider", *JEDI.tests],
        cwd=jedi,
        env={**os.environ, "PYTHONPATH": str(parso), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    lines = done.stdout.splitlines()
    return done.returncode, lines[-1].partition(" in ")[0] if lines else done.stderr


@pytest.mark.real
def test_jedi_follows_parso(tmp_path: Path) -> None:
    library = next(package for package in packages.load() if package.name == "parso")
    parso, jedi = unpack(library, tmp_path), unpack(JEDI, tmp_path)
    before = passing(jedi, parso)
    assert before[0] == 0, before
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps({"moves": MOVES}))
    rezone(parso, "--config", plan, "migrate", "--phase", "1", "--execute")
    exported = tmp_path / "moves.json"
    rezone(parso, "--config", plan, "export", "-o", exported)
    assert passing(jedi, parso)[0] != 0
    rezone(jedi, "--config", exported, "rewrite", jedi)
    assert passing(jedi, parso) == before
    rezone(jedi, "--config", exported, "rewrite", "--check", jedi)
