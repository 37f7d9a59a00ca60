"""A program whose symbols have moved computes what it computed, and the move can be undone."""

from __future__ import annotations

from pathlib import Path

from hypothesis import assume, event, given
from interpreter import Interpreter
from programs import Program
from symbol_programs import symbol_programs
from trees import carried_out, plan_of, read_tree, work_out, write_tree

from rezone.phases import api
from rezone.phases.engine.outcome import Preview
from rezone.transforms.errors import PlanErrors, Refused, Unproven


def found_for(folder: Path, program: Program) -> Preview:
    """Return the preview; a move that is refused is no example, one that is unproven a failure."""
    assume(program.moves)
    write_tree(folder, program.files)
    try:
        found = work_out(folder, program.moves)
    except Unproven:
        raise
    except (PlanErrors, Refused) as error:
        event(str(error).partition("\n")[2][:60])
        assume(False)
        raise
    event("moved")
    return found


@given(program=symbol_programs())
def test_the_program_computes_the_same_values(
    program: Program, tmp_path: Path, interpreter: Interpreter
) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    found = found_for(before, program)
    write_tree(after, carried_out(program.files, found.changes))
    names = list(program.modules)
    wanted = interpreter.values(before / "src", names)
    assert interpreter.values(after / "src", names) == wanted
    assert all(told[0] == "values" for told in wanted.values())


@given(program=symbol_programs())
def test_symbols_that_moved_move_back_byte_for_byte(program: Program, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    found_for(tree, program)
    plan = plan_of(program.moves)
    api.migrate(tree, plan, 1)
    assert api.migrate(tree, plan, 1).outcome is api.Outcome.NOTHING_TO_DO
    api.rollback(tree, plan, 1)
    assert read_tree(tree) == program.files
