"""What a dry run prints, given to git, makes the tree that the run itself makes."""

from __future__ import annotations

import subprocess
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from programs import Program, programs
from symbol_programs import symbol_programs
from test_programs import found_for
from trees import plan_of, read_tree, write_tree

from rezone.phases import api
from rezone.phases.reports.git_diff import git_diff


@given(program=st.one_of(programs(), symbol_programs()), bridges=st.booleans())
def test_git_apply_of_the_diff_is_the_run(program: Program, bridges: bool, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    found_for(here, program)
    write_tree(there, program.files)
    plan = plan_of(program.moves).with_shims(bridges)
    preview = api.preview(here, plan, 1).preview
    if preview is None:
        return
    diff = b"".join(git_diff(here, preview.changes))
    assert read_tree(here) == program.files
    if diff:
        git = ["git", "-C", str(there), "apply", "--whitespace=nowarn", "-"]
        subprocess.run(git, input=diff, check=True, capture_output=True)
    api.migrate(here, plan, 1)
    assert read_tree(here) == read_tree(there)
