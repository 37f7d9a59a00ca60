"""What the proof says of a path joined from literals that became another one."""

from __future__ import annotations

import ast

import pytest

from rezone.transforms.edits.actions import JoinEdit
from rezone.transforms.edits.proof_of_wholes import unlike
from rezone.transforms.index.modules import Index
from rezone.transforms.index.namespace import Namespaces
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.references.resolver import Resolver

RESOLVER = Resolver(
    Index.build(["app/__init__.py", "app/db.py", "app/web/__init__.py", "app/web/a.html"], ["."]),
    NameMap([Move("app.db", "store.sql"), Move("app.web", "front")]),
    Namespaces({}),
    paths={
        "app/db.py": "store/sql.py",
        "app/web/__init__.py": "front/__init__.py",
        "app/web/a.html": "front/a.html",
    },
)


def problem(old: str, new: str) -> str | None:
    one, other = (ast.parse(text, mode="eval").body for text in (old, new))
    return unlike(one, other, JoinEdit(0, 0, new, "", ""), RESOLVER)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('os.path.join("app", "db.py")', 'os.path.join("store", "sql.py")'),
        ('Path("app") / "db.py"', 'Path("store") / "sql.py"'),
        ('os.path.join("app", "web", name)', 'os.path.join("front", name)'),
    ],
)
def test_the_place_of_the_same_file_is_equal(old, new):
    assert problem(old, new) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('join.path.join("app", "x.py")', 'join.path.join("store", "sql.py")', "instead of None"),
        ('os.path.join("app", "db.py")', 'os.path.join("store", "db.py")', "of store/sql.py"),
        ('os.path.join("app", "web", name)', 'os.path.join("front", other)', "otherwise"),
        ('os.path.join("app", "web", name)', 'os.path.join("front")', "otherwise"),
        ('Path("app") / "db.py"', 'Path("store", "sql.py")', "otherwise"),
        ('Path("app", "db.py")', 'PurePath("store", "sql.py")', "otherwise"),
        ('os.path.join("app", "db.py")', '"store/sql.py"', "otherwise"),
    ],
)
def test_anything_else_is_not(old, new, said):
    assert said in str(problem(old, new))
