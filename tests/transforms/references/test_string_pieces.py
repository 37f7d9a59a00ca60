"""Which literals may be pieces of a name or a path that code puts together."""

from __future__ import annotations

import pytest

from rezone.transforms.references.string_pieces import is_piece, literal_around

PIECES = [
    'x = "db"',
    'x + "db"',
    '"db" + x',
    '"app.%s" % "db"',
    '"%s.%s" % ("app", "db")',
    '"{}.db".format(x)',
    '".".join(["app", "db"])',
    'os.path.join(\n    root,\n    "db",\n)',
    'ROOT / ("db")',
    'Path("db")',
    'f"{x}.db"',
    'rf"{x}.db"',
    '"app." "db"',
    '"app." \\\n    "db"',
]
WHOLE = [
    '    x = "db"',
    'f(x, "db")',
    '{"db": 1}',
    'x == "db"',
    '["a", "db"]',
    'def f(x="db"): pass',
]


@pytest.mark.parametrize("text", PIECES)
def test_what_stands_around_a_piece_says_so(text: str) -> None:
    assert _is_piece(text)


@pytest.mark.parametrize("text", WHOLE)
def test_a_literal_alone_is_whole(text: str) -> None:
    assert not _is_piece(text)


def test_a_word_without_a_quote_before_it_is_in_no_literal() -> None:
    assert literal_around("x = 'a'\ny = db", 12, 14) is None


def _is_piece(text: str) -> bool:
    start = text.rindex("db")
    literal = literal_around(text, start, start + 2)
    assert literal is not None
    return is_piece(text, *literal)
