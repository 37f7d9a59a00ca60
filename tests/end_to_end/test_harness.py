"""The harness itself: it sees a broken move, does not cry over a good one, and plans soundly."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import outcomes
import packages
import plans
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from import_graph import ImportGraph
from moves import Moves
from packages import Package
from sdists import fingerprint, unpack, verify

SHOP = Package(
    name="shop",
    version="1.0",
    sha256="0" * 64,
    package="shop",
    root="src",
    tests=("tests", "src/shop"),
    requires=(),
)
MOVES = Moves({"shop.cart": "shop.sale.basket"})


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A package with a test beside it and a test module and a doctest inside it."""
    files = {
        "PKG-INFO": "Metadata-Version: 2.1\nName: shop\nVersion: 1.0\n",
        "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--doctest-modules'\n",
        "src/shop/__init__.py": "",
        "src/shop/cart/__init__.py": '"""\n>>> 1 + 1\n2\n"""\nTOTAL = 3\n',
        "src/shop/cart/tests/test_inside.py": "def test_inside(): pass\n",
        "tests/test_cart.py": (
            "import importlib.metadata\nfrom shop.cart import TOTAL\n"
            "def test_total(): assert TOTAL == 3\n"
            "def test_version(): assert importlib.metadata.version('shop') == '1.0'\n"
        ),
    }
    tree = tmp_path / "tree"
    for name, text in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)
    return tree


def run(tree: Path, moves: Moves) -> outcomes.Outcome:
    return outcomes.run_suite(SHOP, tree, moves, Path(sys.executable))


def move_by_hand(tree: Path) -> None:
    (tree / "src/shop/sale").mkdir()
    (tree / "src/shop/sale/__init__.py").touch()
    shutil.move(tree / "src/shop/cart", tree / "src/shop/sale/basket")


def test_a_move_done_well_leaves_the_same_tests_passing(shop: Path) -> None:
    before = outcomes.renamed(run(shop, Moves({})), MOVES, SHOP.root)
    move_by_hand(shop)
    test = shop / "tests/test_cart.py"
    test.write_text(test.read_text().replace("shop.cart", "shop.sale.basket"))
    after = run(shop, MOVES)
    assert len(before.passed) == 4
    assert after.passed == before.passed


def test_a_reference_left_behind_is_seen(shop: Path) -> None:
    before = outcomes.renamed(run(shop, Moves({})), MOVES, SHOP.root)
    move_by_hand(shop)
    after = run(shop, MOVES)
    assert [said.split(": ") for said in outcomes.lost(before, after)] == [
        ["tests.test_cart::test_total", "gone"],
        ["tests.test_cart::test_version", "gone"],
    ]


def test_ids_that_hold_a_path_of_the_tree_are_comparable(shop: Path) -> None:
    (shop / "tests/test_path.py").write_text(
        "import pytest\n@pytest.mark.parametrize('path', [__file__])\ndef test_path(path): pass\n"
    )
    elsewhere = shop.parent / "elsewhere" / "tree"
    shutil.copytree(shop, elsewhere)
    assert run(shop, Moves({})).tests == run(elsewhere, Moves({})).tests


def test_the_suite_leaves_the_tree_alone(shop: Path) -> None:
    before = fingerprint(shop)
    (shop / "tests/test_cart.py").write_text("def test_write(): open('litter', 'w').close()\n")
    before["tests/test_cart.py"] = fingerprint(shop)["tests/test_cart.py"]
    run(shop, Moves({}))
    assert fingerprint(shop) == before


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("src.shop.cart.tests.test_a.TestA::test_b", "shop.sale.basket.tests.test_a.TestA::test_b"),
        ("src.shop.cart::shop.cart.total", "shop.sale.basket::shop.sale.basket.total"),
        ("tests.test_cart::test_x[shop.cart]", "tests.test_cart::test_x[shop.sale.basket]"),
        (
            r"tests.test_cart::test_x[<shop\\.cart\\.Cart>]",
            r"tests.test_cart::test_x[<shop\\.sale\\.basket\\.Cart>]",
        ),
        ("tests.test_cart::test_x[shop.carts]", "tests.test_cart::test_x[shop.carts]"),
        ("src.shop.sale.basket::shop.sale.basket", "shop.sale.basket::shop.sale.basket"),
    ],
)
def test_ids_name_modules_as_after_the_move(test: str, expected: str) -> None:
    assert outcomes.canonical(test, MOVES, "src") == expected
    assert outcomes.canonical(expected, MOVES, "src") == expected


def test_what_leaves_a_tested_folder_is_still_tested(tmp_path: Path) -> None:
    (tmp_path / "d/c").mkdir(parents=True)
    moves = Moves({"a.b.c": "d.c", "a.b.e": "f.e", "a.x": "e.x"})
    assert moves.paths(("a/b", "tests"), ".", tmp_path) == ["a/b", "tests", "d/c", "f/e.py"]
    assert moves.path("a/x/test_y.py::T::t", ".") == "e/x/test_y.py::T::t"


def test_a_file_that_is_not_the_pinned_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shop-1.0.tar.gz").write_bytes(b"something else")
    with pytest.raises(ValueError, match="the table says 000000"):
        verify(tmp_path / "shop-1.0.tar.gz", SHOP)


def test_every_exception_in_the_table_has_a_reason() -> None:
    for package in packages.load():
        for reasons in (package.deselect, package.keep):
            assert all(reason.strip() for reason in reasons.values()), package.name


# A package, as the modules that each of its modules imports a name from.
NAMES = ("app", "app.a", "app.b", "app.in1", "app.in1.c", "app.in1.d", "app.in2", "app.in2.e")
PACKAGES = ("app", "app.in1", "app.in2")
GRAPHS = st.fixed_dictionaries(
    {name: st.sets(st.sampled_from([n for n in NAMES if n != name]), max_size=2) for name in NAMES}
)


def write(tree: Path, graph: dict[str, set[str]], moves: Moves) -> list[str]:
    """Write *graph* as *moves* leave it when done perfectly; return its module names."""
    shutil.rmtree(tree, ignore_errors=True)
    for name, imported in graph.items():
        new = moves.name(name)
        lines = [
            f"from {moves.name(other)} import value as v{n}"
            for n, other in enumerate(sorted(imported))
        ]
        place = tree.joinpath(*new.split("."))
        place = place / "__init__.py" if name in PACKAGES else place.with_suffix(".py")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("\n".join([*lines, "value = 1\n"]))
        for folder in place.relative_to(tree).parents[:-1]:
            (tree / folder / "__init__.py").touch()
    return [moves.name(name) for name in graph]


def unimportable(tree: Path, names: list[str]) -> list[str]:
    """Return those of *names* that cannot be imported first, each tried on a clean slate."""
    script = (
        "import importlib, sys\n"
        "clean = set(sys.modules)\n"
        "for name in sys.argv[1:]:\n"
        "    for loaded in set(sys.modules) - clean: del sys.modules[loaded]\n"
        "    try: importlib.import_module(name)\n"
        "    except ImportError: print(name)\n"
    )
    command = [sys.executable, "-B", "-c", script, *names]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=True)
    return done.stdout.split()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(graph=GRAPHS, seed=st.integers(0, 999))
def test_a_plan_can_be_carried_out(graph: dict[str, set[str]], seed: int, tmp_path: Path) -> None:
    """What imports before a plan imports, in any order, after a perfect move."""
    package = Package("app", "1.0", "", "app", ".", ("tests",), ())
    tree = tmp_path / "app-1.0"
    assume(not unimportable(tree, write(tree, graph, Moves({}))))
    moves = plans.make(package, tree, seed)
    assert moves == plans.make(package, tree, seed)
    assert moves.table
    assert set(moves.table) <= set(NAMES) - {"app"}
    assert not set(moves.table.values()) & set(ImportGraph(tree, "app").modules)
    assert unimportable(tree, write(tree, graph, moves)) == []


def test_an_unsound_move_is_told_from_a_sound_one(tmp_path: Path) -> None:
    graph = {"app": {"app.a"}, "app.a": {"app.b"}, "app.b": set()}
    write(tmp_path, graph, Moves({}))
    found = ImportGraph(tmp_path, "app")
    assert plans.is_sound(found, "app.b", "app_new.b")
    assert not plans.is_sound(found, "app.a", "app_new.a")
    assert unimportable(tmp_path, write(tmp_path, graph, Moves({"app.a": "app_new.a"})))


@pytest.mark.real
@pytest.mark.parametrize("package", packages.load(), ids=lambda package: package.name)
def test_plans_of_real_packages_are_valid(package: Package, tmp_path: Path) -> None:
    tree = unpack(package, tmp_path)
    names = set(ImportGraph(tree / package.root, package.package).modules)
    for seed in random.Random(package.name).sample(range(10_000), 5):
        table = plans.make(package, tree, seed).table
        assert len(table) == plans.SIZE
        assert set(table) <= names - {package.package}
        assert not set(table.values()) & names
