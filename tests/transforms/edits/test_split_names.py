"""A name that literals make side by side is cut where it was cut, and says what it must."""

from __future__ import annotations

import ast
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from rezone.transforms.edits.proof_of_wholes import unlike
from rezone.transforms.edits.split_names import rewrite_split
from rezone.transforms.index.modules import Index
from rezone.transforms.index.namespace import Namespaces
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.source import SourceText

FILES = ("app/__init__.py", "app/db/__init__.py", "app/db/orm.py", "app/web.py")
MOVES = NameMap([Move("app.db.orm", "app.orm"), Move("app.web", "site.app.web")])
RESOLVER = Resolver(Index.build(FILES, ("",)), MOVES, Namespaces({}))
NAMES = st.sampled_from(
    ["app.db.orm", "app.db.orm.Base", "app.web", "app.web:run", "app.db.orm:B.c"]
)
BETWEEN = st.sampled_from([" ", "\n", "  # why\n    ", " \\\n", "\n\n"])


def written(name: str, cuts: list[int], between: str, quote: str) -> str:
    places = sorted({0, len(name), *(cut % len(name) for cut in cuts)})
    pieces = [name[a:b] for a, b in pairwise(places)]
    return f"x = ({between.join(f'{quote}{piece}{quote}' for piece in pieces)})\n"


@given(NAMES, st.lists(st.integers(0, 20), max_size=4), BETWEEN, st.sampled_from("\"'"))
@example("app.db.orm", [7], "\n", '"')
@example("app.db.orm", [6], "\n", '"')
@example("app.web", [3, 4], " ", "'")
def test_it_says_the_new_name_in_the_same_pieces(
    name: str, cuts: list[int], between: str, quote: str
) -> None:
    source = SourceText(written(name, cuts, between, quote), path="use.py")
    old = source.parse().body[0].value  # type: ignore[attr-defined]
    edit = rewrite_split(old, source, RESOLVER)
    assert edit is not None
    text = f"{source.text[: edit.start]}{edit.new}{source.text[edit.end :]}"
    new = ast.parse(text).body[0].value  # type: ignore[attr-defined]
    assert unlike(old, new, edit, RESOLVER) is None
    assert new.value == edit.goes
    assert text.count(quote) == source.text.count(quote)
    assert text.count(between) == source.text.count(between)


def test_any_other_name_is_not_proven() -> None:
    source = SourceText(written("app.web", [3], " ", '"'), path="use.py")
    old = source.parse().body[0].value  # type: ignore[attr-defined]
    edit = rewrite_split(old, source, RESOLVER)
    assert edit is not None
    for wrong in ("'app.web'", "'site.web'", "site.app.web", "'site.app.web' + ''"):
        assert unlike(old, ast.parse(wrong).body[0].value, edit, RESOLVER)  # type: ignore[attr-defined]


def test_what_is_written_with_escapes_is_left_to_a_person() -> None:
    source = SourceText("x = 'app.' '\\x77eb'\n", path="use.py")
    old = source.parse().body[0].value  # type: ignore[attr-defined]
    assert rewrite_split(old, source, RESOLVER) is None
