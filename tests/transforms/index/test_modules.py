"""Which files are which modules, and where they go."""

from __future__ import annotations

import pytest

from rezone.transforms.errors import PlanError
from rezone.transforms.index.layout import plan_layout
from rezone.transforms.index.modules import Index
from rezone.transforms.moves.move import Move


def index(*files: str, roots: tuple[str, ...] = ("src",)) -> Index:
    return Index.build(files, roots)


def paths(found: Index, *moves: tuple[str, str], **options: str) -> dict[str, str]:
    chosen = tuple(Move(old, new) for old, new in moves)
    return dict(plan_layout(found, chosen, **options).paths)


def test_the_finder_prefers_a_package_then_a_module_then_a_stub() -> None:
    found = index("src/a/__init__.py", "src/a.py", "src/b.py", "src/b.pyi", "src/c/d.py")
    assert found.source_of("a").path == "src/a/__init__.py"
    assert found.source_of("b").path == "src/b.py"
    assert found.source_of("c") is None
    assert found.packages == {"a", "c"}


def test_earlier_roots_come_first() -> None:
    files = ("one/a.py", "two/a.py")
    assert index(*files, roots=("two", "one")).source_of("a").path == "two/a.py"


def test_a_nested_root_names_its_own_files() -> None:
    found = index("src/a.py", "src/packages/b/c.py", roots=("src", "src/packages"))
    assert found.by_path["src/packages/b/c.py"].name == "b.c"
    assert not found.has("packages.b.c")
    assert [name.prefix for name in found.outer_names] == ["src.packages", "packages", "src"]


@pytest.mark.parametrize(
    "path", ["src/a-b.py", "src/a.b.py", "src/1a.py", "other/a.py", "src/a.txt"]
)
def test_a_file_without_a_name_is_no_module(path: str) -> None:
    assert index(path).locate(path) is None


def test_a_package_takes_everything_below_it_along() -> None:
    found = index(
        "src/a/__init__.py", "src/a/b.py", "src/a/data/x.json", "src/a/py.typed", "src/ab.py"
    )
    assert paths(found, ("a", "z.a")) == {
        "src/a/__init__.py": "src/z/a/__init__.py",
        "src/a/b.py": "src/z/a/b.py",
        "src/a/data/x.json": "src/z/a/data/x.json",
        "src/a/py.typed": "src/z/a/py.typed",
    }


def test_a_module_takes_its_stub_and_its_extension_along() -> None:
    found = index("src/a.py", "src/a.pyi", "src/a.cpython-311-x86_64-linux-gnu.so", "src/a.txt")
    assert paths(found, ("a", "b.c")) == {
        "src/a.py": "src/b/c.py",
        "src/a.pyi": "src/b/c.pyi",
        "src/a.cpython-311-x86_64-linux-gnu.so": "src/b/c.cpython-311-x86_64-linux-gnu.so",
    }


def test_the_more_specific_move_wins_whatever_the_order() -> None:
    found = index("src/a/__init__.py", "src/a/b.py", "src/a/c.py")
    moves = [("a", "z"), ("a.b", "y.b")]
    for order in (moves, moves[::-1]):
        assert paths(found, *order)["src/a/b.py"] == "src/y/b.py"
        assert paths(found, *order)["src/a/c.py"] == "src/z/c.py"


def test_each_portion_of_a_namespace_package_moves_in_its_own_root() -> None:
    found = index("one/n/a.py", "two/n/b.py", roots=("one", "two"))
    assert paths(found, ("n", "m")) == {"one/n/a.py": "one/m/a.py", "two/n/b.py": "two/m/b.py"}


def test_new_parents_get_an_init_where_their_neighbours_have_one() -> None:
    regular = index("src/a/__init__.py", "src/a/b.py")
    assert plan_layout(regular, (Move("a.b", "a.x.y.b"),)).created == (
        "src/a/x/__init__.py",
        "src/a/x/y/__init__.py",
    )
    portion = index("src/n/a/__init__.py", "src/n/a/b.py")
    assert plan_layout(portion, (Move("n.a.b", "n.b"),)).created == ()


def test_two_files_for_one_place_are_an_error() -> None:
    found = index("src/a/x.py", "src/a/d.json", "src/b/d.json")
    with pytest.raises(PlanError, match=r"src/a/d\.json and src/b/d\.json would both be"):
        plan_layout(found, (Move("a", "b"),))


def test_a_package_of_which_only_the_init_is_left_is_emptied() -> None:
    found = index("src/a/__init__.py", "src/a/b/__init__.py", "src/a/b/c.py")
    assert plan_layout(found, (Move("a.b.c", "z.c"),)).emptied == ("a.b", "a")
    data = index("src/a/__init__.py", "src/a/b.py", "src/a/x.json")
    assert plan_layout(data, (Move("a.b", "z.b"),)).emptied == ()


def test_the_index_after_a_change_is_the_index_of_the_new_files() -> None:
    before = index("src/a/__init__.py", "src/a/b.py", "src/c/d-e/f.py", "setup.py")
    assert len(before.by_path) == 2
    left, arrived = {"src/a/b.py", "setup.py"}, {"src/c/b.py", "src/a.b.py", "README.md"}
    after, anew = before.after(left, arrived), index(*(before.files - left), *arrived)
    assert after == anew
    assert after.by_path == anew.by_path
    assert set(after.names) == {"a", "c", "c.b"}
