"""`rezone export`, and what the users of a library do with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PHASES = """\
[workspace]
roots = ["src"]
[[phases]]
number = 1
moves = [
  { source = "lib.util", target = "shared" },
  { source = "lib.text", target = "core.text" },
]
[[phases]]
number = 2
depends_on = [1]
moves = [{ source = "core", target = "kernel" }]
renames = { "old_lib" = "lib" }
[[phases]]
number = 3
moves = [{ source = "lib.late", target = "late" }]
"""
LIBRARY = {
    "rezone.toml": PHASES,
    "src/lib/__init__.py": "",
    "src/lib/util/__init__.py": "",
    "src/lib/util/words.py": "def join(*words: str) -> str:\n    return ' '.join(words)\n",
    "src/lib/text.py": "from lib.util.words import join\n\nHELLO = join('hello', 'you')\n",
    "src/lib/late.py": "",
}
DOWNSTREAM = {
    "app.py": "import lib.text\nfrom lib.util import words as w\n\n"
    "print(lib.text.HELLO, w.join('and', 'me'))\n",
    "tests/test_app.py": "from unittest.mock import patch\n\n\n"
    "@patch('lib.util.words.join')\ndef test_it(join) -> None:\n    assert join\n",
    "README.md": "Say `lib.text.HELLO`.\n",
}


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.fixture
def library(tmp_path: Path, rezone) -> Path:
    root = write(tmp_path / "library", LIBRARY)
    for number in (1, 2):
        done = rezone("--root", root, "migrate", "--phase", number, "--execute")
        assert done.exit_code == 0, done.stderr
    return root


def test_the_applied_phases_are_one_map(library: Path, rezone) -> None:
    done = rezone("--root", library, "export")
    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "moves": {
            "core": "kernel",
            "lib.text": "kernel.text",
            "lib.util": "shared",
            "old_lib": "lib",
        }
    }


def test_phases_can_be_chosen_and_none_applied_is_said(tmp_path: Path, rezone) -> None:
    root = write(tmp_path, LIBRARY)
    refused = rezone("--root", root, "export")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "no phase is applied" in refused.stderr
    done = rezone("--root", root, "export", "--phase", 3, "--format", "toml")
    assert done.stdout == '[moves]\n"lib.late" = "late"\n'
    assert rezone("--root", root, "export", "--phase", 9).exit_code == 2


@pytest.mark.parametrize("output_format", ["json", "toml"])
def test_code_that_uses_the_library_follows_and_runs(
    library: Path, tmp_path: Path, rezone, output_format: str
) -> None:
    plan = tmp_path / f"moves.{output_format}"
    arguments = ("export", "--format", output_format, "-o", plan)
    assert rezone("--root", library, *arguments).exit_code == 0
    app = write(tmp_path / "app", DOWNSTREAM)
    done = rezone("--root", app, "rewrite", "--config", plan, app)
    assert done.exit_code == 0, done.stderr
    environment = {**os.environ, "PYTHONPATH": str(library / "src")}
    ran = subprocess.run([sys.executable, "app.py"], cwd=app, env=environment, capture_output=True)
    assert ran.stdout == b"hello you and me\n", ran.stderr
    assert "@patch('shared.words.join')" in (app / "tests/test_app.py").read_text()
    assert (app / "README.md").read_text() == "Say `kernel.text.HELLO`.\n"
    again = rezone("--root", app, "rewrite", "--check", "--config", plan, app)
    assert (again.exit_code, again.stdout) == (0, "")


def test_libcst_runner_makes_the_same_of_it(library: Path, tmp_path: Path, rezone) -> None:
    plan = tmp_path / "moves.json"
    plan.write_text(rezone("--root", library, "export").stdout)
    one, other = (write(tmp_path / name, DOWNSTREAM) for name in ("one", "other"))
    rezone("--root", one, "rewrite", "--config", plan, one)
    (other / ".libcst.codemod.yaml").write_text("modules: ['rezone.codemods']\n")
    command = [sys.executable, "-m", "libcst.tool", "codemod", "rewrite.RewriteReferences"]
    done = subprocess.run(
        [*command, "--config", str(plan), "--hide-progress", "-j", "1", "."],
        cwd=other,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()
    for name in ("app.py", "tests/test_app.py"):
        assert (other / name).read_text() == (one / name).read_text()


def test_a_chain_is_exported_with_a_word_of_warning(tmp_path: Path, rezone) -> None:
    files = {
        "rezone.toml": 'roots = ["src"]\n[moves]\n"a" = "b"\n"b" = "c"\n"p.__init__" = "q"\n',
        "src/a.py": "",
        "src/b.py": "",
        "src/p/__init__.py": "",
        "src/p/m.py": "",
    }
    root = write(tmp_path, files)
    done = rezone("--root", root, "export", "--phase", 1)
    assert json.loads(done.stdout)["moves"] == {"a": "b", "b": "c", "p.__init__": "q"}
    assert "--from-before" in done.stderr
