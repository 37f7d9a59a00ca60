"""Which names are old, by the tree alone: chains, swaps, halves, older branches, clients."""

from __future__ import annotations

from pathlib import Path

import pytest

from rezone.phases.linting.linted_file import LintedFile, linted_file
from rezone.phases.linting.moved_names import MovedNames
from rezone.phases.linting.returned import moved_away


def plan(*phases: dict[str, str]) -> str:
    lines = ['[workspace]\nroots = ["src"]\n']
    for number, moves in enumerate(phases, 1):
        lines.append(f"[[phases]]\nnumber = {number}\n")
        lines += [
            f'[[phases.moves]]\nsource = "{source}"\ntarget = "{target}"\n'
            for source, target in moves.items()
        ]
    return "".join(lines)


@pytest.fixture
def repository(tmp_path: Path):
    def build(text: str, *modules: str) -> MovedNames:
        (tmp_path / "rezone.toml").write_text(text)
        for module in modules:
            path = tmp_path / "src" / module
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        file = linted_file(tmp_path / "tool.py", b"")
        assert file is not None
        return MovedNames(file.plan, file.disk)

    return build


ONE = plan({"a.b": "x.b"})
TWO = plan({"a.b": "m.b"}, {"m.b": "x.b"})


def test_a_name_is_old_when_it_is_gone_and_its_new_home_is_there(repository) -> None:
    moved = repository(ONE, "a/__init__.py", "x/b.py")
    assert moved.current("a.b") == "x.b"
    assert moved.current("a") == "a"


def test_a_pending_move_makes_nothing_old(repository) -> None:
    assert repository(ONE, "a/b.py").current("a.b") == "a.b"


def test_a_name_that_never_was_is_left_alone(repository) -> None:
    assert repository(ONE, "a/c.py").current("a.b") == "a.b"


def test_phases_are_followed_one_after_the_other(repository) -> None:
    moved = repository(TWO, "a/__init__.py", "x/b.py")
    assert (moved.current("a.b"), moved.current("m.b")) == ("x.b", "x.b")


def test_a_name_that_only_a_pending_phase_makes_is_left_alone(repository) -> None:
    moved = repository(TWO, "a/b.py")
    assert (moved.current("a.b"), moved.current("m.b")) == ("a.b", "m.b")


def test_between_two_phases(repository) -> None:
    moved = repository(TWO, "a/__init__.py", "m/b.py")
    assert (moved.current("a.b"), moved.current("m.b")) == ("m.b", "m.b")


def test_what_is_there_is_current_in_a_chain_and_a_swap(repository) -> None:
    chain = plan({"a.b": "a.c", "a.c": "a.d"})
    moved = repository(chain, "a/c.py", "a/d.py")
    assert [moved.current(f"a.{n}") for n in "bcd"] == ["a.c", "a.c", "a.d"]
    swap = plan({"a.c": "a.d", "a.d": "a.c"})
    moved = repository(swap)
    assert [moved.current(f"a.{n}") for n in "cd"] == ["a.c", "a.d"]


def test_of_a_package_that_is_half_there_each_module_counts(repository) -> None:
    moved = repository(ONE, "a/b/late.py", "x/b/__init__.py", "x/b/early.py")
    assert moved.current("a.b.late") == "a.b.late"
    assert moved.current("a.b.early") == "x.b.early"
    names = moved.map(["a.b", "a.b.early", "a.b.late", "a.b.early.Thing"])
    assert names("a.b.early.Thing") == "x.b.early.Thing"
    assert names("a.b.late") == "a.b.late"


def test_a_folder_of_compiled_files_is_no_package(repository) -> None:
    moved = repository(ONE, "a/b/__pycache__/c.py", "x/b/c.py", "a/__init__.py")
    assert moved.current("a.b.c") == "x.b.c"
    assert moved.current("a.b") == "x.b"


def test_in_another_repository_every_name_of_the_plan_is_old(repository) -> None:
    moved = repository(TWO, "client/main.py")
    assert moved.is_elsewhere
    assert (moved.current("a.b.c"), moved.current("m.b")) == ("x.b.c", "x.b")


def away(repository, tmp_path: Path, text: str, path: str, *modules: str) -> object:
    repository(text, path, *modules)
    file = linted_file(tmp_path / "src" / path, b"")
    assert isinstance(file, LintedFile)
    return moved_away(file)


def test_a_module_at_both_places_has_come_back(repository, tmp_path: Path) -> None:
    assert away(repository, tmp_path, ONE, "a/b.py", "x/b.py") == ("a.b", "x.b")


def test_a_pending_package_is_where_it_belongs(repository, tmp_path: Path) -> None:
    # even where its target is there already, to be merged with
    modules = ("a/__init__.py", "a/b/__init__.py", "x/__init__.py", "x/b/__init__.py", "x/b/o.py")
    assert away(repository, tmp_path, ONE, "a/b/new.py", *modules) is None
    assert away(repository, tmp_path, ONE, "a/b/s/__init__.py", "x/b/s/__init__.py") is None


def test_a_package_without_its_init_is_what_a_phase_left(repository, tmp_path: Path) -> None:
    modules = ("a/__init__.py", "x/__init__.py", "x/b/__init__.py")
    assert away(repository, tmp_path, ONE, "a/b/new.py", *modules) == ("a.b", "x.b")


def test_where_packages_have_no_init_the_tree_does_not_say(repository, tmp_path: Path) -> None:
    assert away(repository, tmp_path, ONE, "a/b/new.py", "x/b/o.py") is None


def test_a_chain_is_no_return(repository, tmp_path: Path) -> None:
    chain = plan({"a.b": "a.c", "a.c": "a.d"})
    assert away(repository, tmp_path, chain, "a/b.py", "a/c.py") is None
