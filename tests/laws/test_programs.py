"""A migrated program computes what it computed, and a phase can be undone and repeated."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
import pytest
from hypothesis import assume, given
from interpreter import Interpreter
from programs import Program, programs
from trees import (
    applied_by,
    carried_out,
    module_names,
    plan_of,
    read_tree,
    work_out,
    write_tree,
)

from rezone.phases import api
from rezone.phases.engine.outcome import Preview
from rezone.transforms.edits.tree import apply_to_tree
from rezone.transforms.errors import PlanError, PlanErrors, Refused, Unproven
from rezone.transforms.names import ancestors
from rezone.transforms.references.model import Status
from rezone.transforms.references.source import SourceText


def found_for(folder: Path, program: Program) -> Preview:
    """Return the preview; a plan that contradicts the tree or breaks the program is no example."""
    write_tree(folder, program.files)
    try:
        found = work_out(folder, program.moves)
    except Unproven:
        raise
    except (PlanError, PlanErrors, Refused):
        assume(False)
        raise
    assume(not found.statuses[Status.BLOCKED] and not found.warnings)
    return found


@given(program=programs())
def test_the_program_computes_the_same_values(
    program: Program, tmp_path: Path, interpreter: Interpreter
) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    found = found_for(before, program)
    write_tree(after, carried_out(program.files, found.changes))
    names = module_names(program.files, found.changes)
    wanted = interpreter.runs(before / "src", list(names))
    broken = {new for name, new in names.items() if new and wanted[name][0][0] != "values"}
    astray = {name for name, new in names.items() if new and not broken.isdisjoint(ancestors(new))}
    values = interpreter.values(after / "src", [new for new in names.values() if new])
    for name, new in names.items():
        told, loaded = wanted[name]
        # A package that nobody could import before takes down what is moved into it, and its users.
        if new and told[0] == "values" and astray.isdisjoint(loaded):
            assert values[new] == told, name


@given(program=programs())
def test_the_whole_tree_gives_the_same_bytes(program: Program, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for file in found_for(tree, program).files:
        if file.edits and file.content is not None:
            content = program.files[file.old]
            module = cst.parse_module(content)
            changed = apply_to_tree(module, SourceText.decode(content, file.old), file.edits)
            assert changed.bytes == file.content


@given(program=programs())
def test_references_that_follow_need_not_follow_again(program: Program, tmp_path: Path) -> None:
    """A settled plan, asked about the migrated tree, finds nothing to change in it.

    Where the phase says that it leaves names of which nobody knows what they mean, as in a module
    that fails by itself, it is not settled.
    """
    tree = tmp_path / "tree"
    assume(not any(_meet(program.moves)))
    found = found_for(tree, program)
    assume(not found.statuses[Status.UNKNOWN])
    after = carried_out(program.files, found.changes)
    write_tree(tree, after)
    assert applied_by(tree, plan_of(program.moves)) == after


def _meet(moves: dict[str, str]) -> list[bool]:
    """Say for each pair of a target and a source whether one lies in the other."""
    return [
        f"{target}.".startswith(f"{source}.") or f"{source}.".startswith(f"{target}.")
        for target in moves.values()
        for source in moves
    ]


@pytest.mark.parametrize("keep", [True, False], ids=["kept", "empty"])
@given(program=programs())
def test_rollback_brings_back_every_byte(program: Program, keep: bool, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    found_for(tree, program)
    files = {path: content for path, content in program.files.items() if keep or content}
    write_tree(tree, files)
    plan = plan_of(program.moves)
    try:
        receipt = api.migrate(tree, plan, 1)
    except (PlanError, PlanErrors, Refused):
        assert read_tree(tree) == files
        return
    if receipt.outcome is api.Outcome.NOTHING_TO_DO:
        return
    after = read_tree(tree)
    assert api.migrate(tree, plan, 1).outcome is api.Outcome.NOTHING_TO_DO
    assert read_tree(tree) == after
    api.rollback(tree, plan, 1)
    assert read_tree(tree) == files
