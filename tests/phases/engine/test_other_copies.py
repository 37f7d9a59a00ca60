"""A second package of the same name, outside the import roots, is told."""

from __future__ import annotations

from pathlib import Path

from rezone.phases.engine.preview import preview
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Phase, Plan, PlannedMove, WorkspaceConfig
from rezone.transforms.moves.move import Move

PROGRAM = {
    "worker/slave/__init__.py": "",
    "worker/slave/bot.py": "from slave import run\n",
    "worker/slave/run.py": "import slave.bot\n",
}


def warned(tmp_path: Path, files: dict[str, str], exclude: tuple[str, ...] = ()) -> list[str]:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    phase = Phase(1, moves=(PlannedMove(Move("slave", "agent")),))
    plan = Plan((phase,), workspace=WorkspaceConfig(roots=("worker",), exclude=exclude))
    return list(preview(Workspace.scan(tmp_path, exclude), plan, phase).warnings)


def test_a_copy_whose_files_change_is_told_with_the_way_out(tmp_path: Path) -> None:
    copy = {path.replace("worker/", "old/"): text for path, text in PROGRAM.items()}
    assert warned(tmp_path, PROGRAM | copy) == [
        "old/slave is another package slave: names there were taken for those of worker/slave; if "
        'they mean the copy, leave it alone with exclude = ["old/**"] under [workspace]'
    ]
    assert warned(tmp_path, {}, ("old/**",)) == []


def test_a_folder_of_tests_of_the_same_name_is_no_copy(tmp_path: Path) -> None:
    tests = {
        "tests/slave/__init__.py": "",
        "tests/slave/test_bot.py": "import slave.bot\n",
        "tests/slave/run.py": "import slave.bot\n",
    }
    assert warned(tmp_path, PROGRAM | tests) == []


def test_a_copy_that_names_nothing_that_moves_is_left_in_peace(tmp_path: Path) -> None:
    copy = {path.replace("worker/", "old/"): "" for path in PROGRAM}
    assert warned(tmp_path, PROGRAM | copy) == []
