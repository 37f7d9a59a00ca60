"""Phases compose: worked out in one go they end where they end one by one, and lead back."""

from __future__ import annotations

from pathlib import Path

from hypothesis import assume, event, given
from programs import Program, phased_programs
from trees import carried_out, phases_of, read_tree, write_tree

from rezone.phases import api
from rezone.transforms.errors import PlanError, PlanErrors, Refused, Unproven


def test_a_package_that_one_phase_empties_is_not_there_for_the_next(tmp_path: Path) -> None:
    files = {
        "src/alpha/__init__.py": b"limit = 1\n",
        "src/alpha/beta/__init__.py": b"",
        "src/alpha/beta/core.py": b"",
    }
    write_tree(tmp_path, files)
    plan = phases_of([{"alpha.beta.core": "zeta.core"}, {"alpha": "zeta.alpha"}])
    _, together = api.preview_all(tmp_path, plan, [1, 2])
    after = carried_out(files, together)
    assert sorted(after) == [
        "src/zeta/__init__.py",
        "src/zeta/alpha/__init__.py",
        "src/zeta/core.py",
    ]


@given(drawn=phased_programs())
def test_in_one_go_and_one_by_one(
    drawn: tuple[Program, tuple[dict[str, str], ...]], tmp_path: Path
) -> None:
    program, moves = drawn
    tree = tmp_path / "tree"
    write_tree(tree, program.files)
    plan = phases_of(moves)
    numbers = [phase.number for phase in plan.phases]
    try:
        receipts, together = api.preview_all(tree, plan, numbers)
    except Unproven:
        raise
    except (PlanError, PlanErrors, Refused):
        assume(False)
        raise
    event(f"{sum(receipt.preview is not None for receipt in receipts)} phases")
    states = [program.files]
    for number in numbers:
        assert read_tree(tree) == states[-1]
        api.migrate(tree, plan, number)
        states.append(read_tree(tree))
    assert states[-1] == carried_out(program.files, together)
    for number in reversed(numbers):
        if api.states(tree).keys() >= {number}:
            api.rollback(tree, plan, number)
        assert read_tree(tree) == states[number - 1]
