"""A table of a lazy loader gives what it gave; what does not is not taken for the same."""

import ast

import pytest

from rezone.transforms.edits.actions import TableEdit
from rezone.transforms.edits.proof_of_tables import same_table
from rezone.transforms.index.modules import Index
from rezone.transforms.index.namespace import Namespaces
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.references.resolver import Resolver

INDEX = Index.build({f"pkg/{name}.py" for name in ("__init__", "one", "two")}, ("",))
MOVES = NameMap([Move("pkg.one:A", "pkg.two:A"), Move("pkg.one:C", "other:C")])
RESOLVER = Resolver(INDEX, MOVES, Namespaces({}))
OLD = '{"one": ["A", "B", "C"], "two": [], "bare": []}'


def table(text: str) -> ast.Dict:
    node = ast.parse(text, mode="eval").body
    assert isinstance(node, ast.Dict)
    return node


def is_same(new: str) -> bool:
    return same_table(table(OLD), table(new), TableEdit(0, 0, "", "pkg", "pkg"), RESOLVER)


@pytest.mark.parametrize(
    "new",
    [
        '{"one": ["B", "C"], "two": ["A"], "bare": []}',
        '{"bare": (), "two": ("A",), "one": ("C", "B")}',
    ],
)
def test_each_name_is_given_from_where_it_is(new: str) -> None:
    assert is_same(new)


@pytest.mark.parametrize(
    "new",
    [
        OLD,  # A is not in one any more
        '{"one": ["B"], "two": ["A"], "bare": []}',  # C is lost
        '{"one": ["B", "C", "A"], "two": ["A"], "bare": []}',  # A twice
        '{"one": ["B"], "two": ["A"], "other": ["C"], "bare": []}',  # there is no pkg.other
        '{"one": ["B", "C"], "two": ["A"]}',  # a key is lost
        '{"one": ["B", "C"], "two": ["A"], "bare": [], "more": []}',  # and one came
        '{"one": ["B", "C"], "two": ["A"], "two": [], "bare": []}',
    ],
)
def test_anything_else_is_another_table(new: str) -> None:
    assert not is_same(new)
