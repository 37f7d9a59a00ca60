"""Who imports whom, and what a phase makes of it."""

from __future__ import annotations

import ast

from rezone.transforms.index.graph_after import graph_after
from rezone.transforms.index.import_graph import ImportGraph, build_graph
from rezone.transforms.index.modules import Index
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap


def graph(files: dict[str, str]) -> ImportGraph:
    index = Index.build(files, ("",))
    return build_graph(index, lambda path: ast.parse(files[path]))


def edges(found: ImportGraph) -> set[str]:
    return {f"{importer} > {imported}" for importer, imported in found.edges}


def test_a_name_that_is_a_module_is_imported_and_not_its_package() -> None:
    found = graph(
        {
            "a/__init__.py": "",
            "a/b.py": "from . import c\nfrom .c import name\nfrom a import other\n",
            "a/c.py": "import a.b\nimport os, nowhere.at.all\n",
        }
    )
    assert edges(found) == {"a.b > a.c", "a.b > a", "a.c > a.b"}
    assert found.lines["a.b", "a.c"] == 1


def test_an_import_for_type_checkers_does_not_run_one_in_a_function_may() -> None:
    found = graph(
        {
            "a.py": "if TYPE_CHECKING:\n    import b\nelse:\n    import c\n",
            "b.py": "def f():\n    import c\n",
            "c.py": "",
        }
    )
    assert found.typing_only == {("a", "b")}
    assert found.running == {"a": {"c"}, "b": {"c"}}


def test_the_shortest_chain_stays_among_the_modules_named() -> None:
    found = graph({"a.py": "import b, c", "b.py": "import d", "c.py": "import d", "d.py": ""})
    assert found.shortest_chain("a", "d", frozenset("acd")) == ("a", "c", "d")
    assert found.shortest_chain("a", "d", frozenset("ad")) == ()


def test_what_moves_takes_its_imports_along_and_others_follow() -> None:
    before = graph(
        {"a/__init__.py": "", "a/b.py": "import a.c", "a/c.py": "", "d.py": "import a.b"}
    )
    after = graph_after(before, NameMap([Move("a.b", "x.b")]), created=["x"])
    assert edges(after) == {"x.b > a.c", "d > x.b"}
    assert after.modules == {"a", "a.c", "d", "x", "x.b"}


def test_a_package_that_was_bound_along_the_way_is_imported_on_its_own() -> None:
    before = graph(
        {"a/__init__.py": "", "a/b.py": "", "d.py": "import a.b\nprint(a.version, a.b.x)\n"}
    )
    after = graph_after(before, NameMap([Move("a.b", "x.b")]), created=["x"])
    assert edges(after) == {"d > x.b", "d > a"}


def test_what_goes_takes_its_imports_with_it() -> None:
    before = graph({"a/__init__.py": "import b", "a/c.py": "", "b.py": ""})
    after = graph_after(before, NameMap([Move("a.c", "x")]), removed=["a"])
    assert (after.modules, edges(after)) == ({"b", "x"}, set())
