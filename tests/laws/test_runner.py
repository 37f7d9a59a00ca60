"""libcst's own codemod runner makes the tree that the fast engine makes."""

from __future__ import annotations

import contextlib
import io
import json
import uuid
from pathlib import Path

from hypothesis import event, given
from hypothesis import strategies as st
from libcst.codemod import parallel_exec_transform_with_prettyprint
from programs import Program, programs
from symbol_programs import symbol_programs
from test_programs import found_for
from trees import carried_out, read_tree

from rezone.codemods.relocate import RelocateModules
from rezone.phases.engine.session import close_session


@given(program=st.one_of(programs(), symbol_programs()))
def test_the_runner_gives_the_bytes_of_the_engine(program: Program, tmp_path: Path) -> None:
    """Or it says that it cannot: it writes one file after the other, so no two can swap."""
    tree = tmp_path / "tree"
    found = found_for(tree, program)
    config = tree / "rezone.json"
    config.write_text(json.dumps({"roots": ["src"], "moves": program.moves}))
    (tree / ".git").mkdir()
    before = read_tree(tree)
    token = uuid.uuid4().hex
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            failures = run_all(tree, sorted(program.files), str(config), token)
    except SystemExit as refused:
        failures = -1
        said.write(str(refused))
    finally:
        close_session(token)
    if failures == -1:
        assert "rezone migrate --phase 1 --execute does it" in said.getvalue()
        assert read_tree(tree) == before
        event("refused")
        return
    assert failures == 0, said.getvalue()
    config.unlink()
    assert read_tree(tree) == carried_out(program.files, found.changes)


def run_all(tree: Path, paths: list[str], config: str, token: str) -> int:
    """Run the command as ``libcst.tool codemod`` does; return how many files failed."""
    return parallel_exec_transform_with_prettyprint(
        RelocateModules,
        [str(tree / path) for path in paths],
        jobs=1,
        hide_progress=True,
        repo_root=str(tree),
        codemod_args={"config": config, "token": token},
    ).failures
