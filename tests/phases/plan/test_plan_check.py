"""What a plan contradicts in the workspace, phase after phase."""

from __future__ import annotations

from pathlib import Path

from rezone.phases import api
from rezone.phases.plan.check import check
from rezone.phases.plan.model import Origin, Phase, Plan, PlannedMove, WorkspaceConfig
from rezone.phases.plan.view import NameView
from rezone.transforms.moves.move import Move
from rezone.transforms.names import ancestors


def view(names: str) -> NameView:
    """Build a view of modules; a name that ends with a dot is a package of its own."""
    given = names.split()
    plain = {name.rstrip(".") for name in given}
    packages = {name[:-1] for name in given if name.endswith(".")}.union(*map(ancestors, plain))
    return NameView(frozenset(plain | packages), frozenset(packages))


def phase(number: int, *moves: str, depends_on: tuple[int, ...] = (), skip: str = "") -> Phase:
    """Build a phase from ``old > new`` (``old >> new`` for one alone); moves count as lines."""
    planned = []
    for line, text in enumerate(moves, 1):
        alone = ">>" in text
        source, target = text.split(" >> " if alone else " > ")
        planned.append(PlannedMove(Move(source, target, alone), Origin("p", line, f"m{line}")))
    return Phase(number, moves=tuple(planned), depends_on=depends_on, skip=tuple(skip.split()))


def found(names: str, *phases: Phase) -> list[str]:
    return [str(error) for error in check(Plan(phases), view(names))]


def test_a_source_that_is_nowhere_with_the_nearest_name() -> None:
    (error,) = found("app.service app.models", phase(1, "app.servise > core.service"))
    assert error == (
        "p:1: RZ101 m1: there is no module 'app.servise' (hint: did you mean 'app.service'?)"
    )


def test_a_module_of_which_there_is_no_source(tmp_path: Path) -> None:
    for name in ("__init__.py", "fast.cpython-311-x86_64-linux-gnu.so", "api.pxd", "db.pyx"):
        (tmp_path / "app" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "app" / name).write_text("")
    moves = '{"app.fast": "core.fast", "app.api": "core.api", "app.db": "core.db"}'
    (tmp_path / "plan.json").write_text(f'{{"roots": ["."], "moves": {moves}}}')
    _, problems = api.examine(tmp_path, tmp_path / "plan.json")
    assert [str(each).partition("RZ101 ")[2] for each in problems] == [
        f"moves.\"app.{name}\": there is no module 'app.{name}' "
        "(hint: it has no source here, and the name is in the binary)"
        for name in ("fast", "api")
    ]


def test_a_source_that_lies_in_another_package() -> None:
    (error,) = found("app.web.views lib.x", phase(1, "app.views > b"))
    assert "did you mean 'app.web.views'?" in error


def test_a_symbol_that_is_written_as_a_module() -> None:
    (error,) = found("app.models", phase(1, "app.models.User > core.User"))
    assert "a symbol of it is written 'app.models:User'" in error


def test_the_module_of_a_symbol_must_exist_the_target_module_need_not() -> None:
    assert found("a.b c", phase(1, "a.b:X > new.home:X", "a.b:Y > c:Y")) == []
    (error,) = found("a.b", phase(1, "a.c:X > d:X"))
    assert "there is no module 'a.c'" in error


def test_a_target_module_that_exists() -> None:
    assert found("a.x b.z", phase(1, "a.x > b.z")) == [
        "p:1: RZ101 m1: 'b.z' exists already; 'a.x' would take its place"
        " (hint: choose another target, or move the one that is there first)"
    ]


def test_two_modules_for_one_target() -> None:
    assert found("a.x a.y", phase(1, "a.x > b.z", "a.y > b.z")) == [
        "p:2: RZ101 m2: both 'a.x' and 'a.y' become 'b.z' (hint: the other move is on line 1)"
    ]


def test_packages_merge_but_what_is_in_them_may_not_collide() -> None:
    assert found("a.x b.y s.z", phase(1, "a > s", "b > s")) == []
    assert found("a.x b.y s.x", phase(1, "b > s", "a > s")) == [
        "p:2: RZ101 m2: 's.x' exists already; 'a.x' would take its place"
        " (hint: choose another target, or move the one that is there first)"
    ]


def test_a_module_cannot_become_a_package_that_exists() -> None:
    (error,) = found("a s.x", phase(1, "a > s"))
    assert "'s' exists already; 'a' would take its place" in error


def test_a_skipped_file_does_not_collide() -> None:
    moves = phase(1, "a > s", skip="src/a/x.py src/a/data.json")
    plan = Plan((moves,), workspace=WorkspaceConfig(roots=("src",)))
    assert check(plan, view("a.x a.y s.x")) == ()


def test_a_package_cannot_go_into_itself_a_module_can() -> None:
    (error,) = found("a.x", phase(1, "a > a.b"))
    assert "the package 'a' cannot be moved into itself, to 'a.b'" in error
    assert found("a.b", phase(1, "a.b > a.b.core")) == []
    assert found("a. a.x", phase(1, "a >> a.b")) == []


def test_nothing_can_lie_below_a_module() -> None:
    (error,) = found("a.x m", phase(1, "a.x > m.x"))
    assert "'m' is a module, so that nothing can lie below it, as 'm.x' would" in error
    (error,) = found("a", phase(1, "a:X > a.b:X"))
    assert "'a' is a module" in error
    assert found("a.x m", phase(1, "a.x > m.x", "m > m.core")) == []


def test_chains_and_swaps_in_one_phase() -> None:
    assert found("utils case", phase(1, "utils > util.tools", "case > utils")) == []
    assert found("a.x b.y", phase(1, "a > b", "b > a")) == []


def test_a_later_phase_moves_what_an_earlier_one_created() -> None:
    assert found("a.x", phase(2, "b.x > c.x", depends_on=(1,)), phase(1, "a > b")) == []


def test_a_later_phase_cannot_move_what_is_gone() -> None:
    (error,) = found("a.x", phase(1, "a > b"), phase(2, "a.x > c"))
    assert "there is no module 'a.x' (hint: phase 1 has moved it to 'b.x')" in error


def test_applied_phases_are_passed_over() -> None:
    plan = Plan((phase(1, "a > b"), phase(2, "b.x > c")))
    assert check(plan, view("b.x"), applied={1}) == ()
    assert len(check(plan, view("b.x"))) == 1


def test_errors_of_some_phases_only() -> None:
    plan = Plan((phase(1, "a > b"), phase(2, "gone > c"), phase(3, "b.x > d", "no > e")))
    (error,) = check(plan, view("a.x"), only={3})
    assert "there is no module 'no'" in str(error)


def test_a_package_split_leaves_it_for_later_phases() -> None:
    names = "a. a.x a.y"
    assert found(names, phase(1, "a.x > b.x"), phase(2, "a > c", depends_on=(1,))) == []
    assert found(names, phase(1, "a >> b"), phase(2, "a.y > c.y")) == []
