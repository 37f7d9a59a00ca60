"""What a person sees on a terminal, and what a pipe does not get of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals", allow_module_level=True)

from rich.cells import cell_len
from terminals import STYLE, in_terminal

PLAN = """\
[workspace]
roots = ["src"]
[[phases]]
number = 1
title = "Data"
moves = [{ source = "app.db", target = "data.db" }]
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "src/app").mkdir(parents=True)
    (tmp_path / "rezone.toml").write_text(PLAN)
    (tmp_path / "src/app/__init__.py").touch()
    (tmp_path / "src/app/db.py").write_text("NAME = 'db'\n")
    for number in range(70):
        (tmp_path / f"src/app/user_{number}.py").write_text("from app.db import NAME\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


def snapshot(root: Path) -> dict[str, bytes]:
    files = (p for p in root.rglob("*") if p.is_file() and ".git" not in p.parts)
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in files}


STEPS = {
    ("migrate", "--phase", "1", "--dry-run"): ["finding modules", "reading"],
    ("migrate", "--phase", "1", "--execute"): ["finding modules", "reading", "writing"],
    ("migrate", "--all", "--dry-run"): ["finding modules", "reading"],
    ("rewrite", "--check", "--phase", "1"): ["finding modules"],
    ("plan", "check"): ["finding modules"],
    ("plan", "simulate"): ["reading imports"],
    ("export", "--phase", "1"): ["finding modules"],
    ("status",): ["looking for bridges"],
    ("validate", "--pre-migration", "--phase", "1", "--only", "plan"): ["phase 1: plan"],
}


@pytest.mark.parametrize("arguments", STEPS, ids=" ".join)
def test_every_long_command_says_what_it_does_and_takes_the_line_back(
    tree: Path, arguments: tuple[str, ...]
) -> None:
    shown = in_terminal(tree, *arguments, pipes_output=True)
    assert shown.code in (0, 1)
    for step in STEPS[arguments]:
        assert any(step in line for line in shown.lines), step
    after = shown.screen.rpartition("\x1b[?25h")[2]  # the cursor is back
    assert "\x1b[1A\x1b[2K" in after
    assert not any(step in after for step in STEPS[arguments])
    assert not any(step in shown.piped for step in STEPS[arguments])


def test_a_rollback_and_a_port_do_too(tree: Path) -> None:
    in_terminal(tree, "migrate", "--phase", "1", "--execute")
    shown = in_terminal(tree, "migrate", "--phase", "1", "--rollback")
    assert any("restoring" in line for line in shown.lines)
    assert "phase 1 rolled back: 72 files as they were" in shown.screen
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.invalid"]
    subprocess.run([*git, "add", "-A"], cwd=tree, check=True)
    subprocess.run([*git, "commit", "-qm", "Start"], cwd=tree, check=True)
    shown = in_terminal(tree, "port", "HEAD", "--name", "x", "--phase", "1", "--dry-run")
    assert any("looking for the phases" in line for line in shown.lines)


def test_how_much_is_done_is_counted(tree: Path) -> None:
    shown = in_terminal(tree, "migrate", "--phase", "1", "--execute")
    assert any("of 72" in line for line in shown.lines if "reading" in line)


@pytest.mark.parametrize("columns", [30, 80, 200])
@pytest.mark.parametrize("command", [("plan", "show"), ("migrate", "--phase", "1", "--execute")])
def test_no_line_of_a_table_or_of_the_progress_is_wider_than_the_terminal(
    tree: Path, columns: int, command: tuple[str, ...]
) -> None:
    shown = in_terminal(tree, *command, columns=columns)
    own = ("report:", "undo:")  # lines that a terminal may break, for they are copied
    assert [s for s in shown.lines if cell_len(s) > columns and not s.startswith(own)] == []


def test_nothing_of_it_goes_into_a_pipe(tree: Path) -> None:
    command = [sys.executable, "-m", "rezone.codemods.cli.main", "--root", str(tree), "migrate"]
    done = subprocess.run(
        [*command, "--phase", "1", "--execute"],
        capture_output=True,
        check=True,
        env={"FORCE_COLOR": "1", "PATH": "/usr/bin:/bin"},
    )
    assert done.stderr == b""
    assert b"\x1b[?25" not in done.stdout


def test_quiet_is_quiet(tree: Path) -> None:
    shown = in_terminal(tree, "-q", "migrate", "--phase", "1", "--execute")
    assert (shown.code, shown.screen) == (0, "")


def test_json_goes_on_its_way_while_the_terminal_shows_progress(tree: Path) -> None:
    run = ("migrate", "--phase", "1", "--dry-run", "--format", "json")
    shown = in_terminal(tree, *run, pipes_output=True)
    assert json.loads(shown.piped)["totals"]["moved"] == 1
    assert any("reading" in line for line in shown.lines)


COLOURED = ("migrate", "--phase", "1", "--execute")


def test_a_terminal_gets_styles_unless_they_are_refused(tree: Path) -> None:
    assert STYLE.search(in_terminal(tree, *COLOURED).screen)
    in_terminal(tree, "migrate", "--phase", "1", "--rollback")
    assert not STYLE.search(in_terminal(tree, *COLOURED, NO_COLOR="1").screen)
    in_terminal(tree, "migrate", "--phase", "1", "--rollback")
    assert not STYLE.search(in_terminal(tree, *COLOURED, "--no-color").screen)


def test_a_pipe_gets_none(tree: Path) -> None:
    shown = in_terminal(tree, *COLOURED, pipes_output=True)
    assert "\x1b" not in shown.piped
    assert "Phase 1: Data (applied)" in shown.piped


def test_ctrl_c_ends_with_130_and_the_tree_is_as_it_was(tree: Path) -> None:
    before = snapshot(tree)
    run = ("migrate", "--phase", "1", "--dry-run")
    shown = in_terminal(tree, *run, interrupt_at="finding modules")
    assert shown.code == 130
    assert shown.lines[-2] == "interrupted"
    assert "\x1b[?25h" in shown.screen  # the cursor is back
    assert snapshot(tree) == before
