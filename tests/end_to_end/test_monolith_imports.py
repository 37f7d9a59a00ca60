"""The judge of the monolith trial must itself be right: its resolver on a tree of a few lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from monolith_imports import Repository, Verdict
from monolith_moves import MoveMap

FILES = {
    "one/pkg/__init__.py": "from .a import *\nfrom . import b\n",
    "one/pkg/a.py": "__all__ = ['public']\npublic = hidden = 1\n",
    "one/pkg/b.py": "from .c import *\ndef f():\n    global late\n    late = 1\n",
    "one/pkg/c.py": "from .b import *\nz = [inner for inner in ()]\n",
    "one/pkg/lazy.py": "def __getattr__(name): ...\n",
    "one/pkg/broken.py": "def (:\n",
    "two/space/q.py": "from os import *\n",
    "app/run.py": "from src.pkg import public\nimport src.pkg.a\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("from pkg import public", Verdict.RESOLVED),
        ("from pkg import hidden", Verdict.UNRESOLVED),  # not in __all__ of the starred module
        ("from pkg.a import hidden", Verdict.RESOLVED),
        ("from pkg import b, a", Verdict.RESOLVED),
        ("from pkg import nothing", Verdict.UNRESOLVED),
        ("from pkg.b import z, f, late", Verdict.RESOLVED),  # b and c star-import each other
        ("from pkg.b import inner", Verdict.UNRESOLVED),  # a comprehension has its own scope
        ("from pkg.lazy import anything", Verdict.UNKNOWN),
        ("from pkg.broken import anything", Verdict.UNKNOWN),
        ("from space.q import path", Verdict.UNKNOWN),  # a star from a foreign module
        ("import space.q", Verdict.RESOLVED),  # no __init__ needed
        ("import space.nothing", Verdict.UNRESOLVED),
        ("from . import a", Verdict.RESOLVED),
        ("from .nothing import x", Verdict.UNRESOLVED),
        ("from pkg.a import *", Verdict.RESOLVED),
        (
            "def f():\n    try:\n        import pkg.no\n    except ImportError: ...",
            Verdict.UNRESOLVED,
        ),
    ],
)
def test_an_imported_name_exists_or_not(tree: Path, statement: str, verdict: Verdict) -> None:
    (tree / "one/pkg/use.py").write_text(statement, encoding="utf-8")
    found = list(Repository(tree, ("one", "two")).imported(["one/pkg/use.py"]))
    assert {each.verdict for each in found} == {verdict}


def test_relative_imports_are_named_from_the_root(tree: Path) -> None:
    found = Repository(tree, ("one", "two")).imported(["one/pkg/__init__.py"])
    assert [each.name for each in found] == ["pkg.a.*", "pkg.b"]


def test_an_alias_holds_only_in_its_folder(tree: Path) -> None:
    repository = Repository(tree, ("one", "two"), ("src.", "app"))
    assert [(i.name, i.verdict) for i in repository.imported(["app/run.py"])] == [
        ("pkg.public", Verdict.RESOLVED),
        ("pkg.a", Verdict.RESOLVED),
    ]
    elsewhere = Repository(tree, ("one", "two"), ("src.", "other"))
    assert {i.verdict for i in elsewhere.imported(["app/run.py"])} == {Verdict.UNRESOLVED}


def test_a_file_that_does_not_parse_is_noted(tree: Path) -> None:
    repository = Repository(tree, ("one",))
    assert list(repository.imported(["one/pkg/broken.py"])) == []
    assert repository.unparsed == ["one/pkg/broken.py"]


def test_moves_follow_the_longest_match_phase_by_phase() -> None:
    moves = MoveMap.read(
        {
            "phases": [
                {
                    "number": 1,
                    "moves": [
                        {"source": "old.cli", "target": "conf.cli", "alone": True},
                        {"source": "old.web", "target": "core.web"},
                        {"source": "old.web.api", "target": "conf.api"},
                    ],
                },
                {"number": 2, "moves": [{"source": "core.web", "target": "ui"}]},
            ]
        },
        [1, 2],
    )
    assert moves.module("old.web.pages") == "ui.pages"
    assert moves.module("old.web.api.v1") == "conf.api.v1"
    assert moves.module("old.website") == "old.website"
    assert moves.module("old.cli.main") == "old.cli.main"
    assert moves.imported("old.cli.app") == "conf.cli.app"
    assert moves.file("src/packages/data/anomaly_detection/src/old/web/__init__.py") == (
        "src/packages/ui/__init__.py"
    )
    assert moves.file("elsewhere/old/web/pages.py") == "elsewhere/old/web/pages.py"
