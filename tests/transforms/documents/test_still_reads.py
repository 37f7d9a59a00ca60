"""A document that a parser could read stays one that it can read, or the phase is refused."""

from __future__ import annotations

import pytest

from rezone.transforms.documents.still_reads import refuse_unreadable
from rezone.transforms.errors import Unproven


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("pyproject.toml", b"a = 'b'\n", b"a = 'b', 'c'\n"),
        ("a/b.TOML", b"\xef\xbb\xbfa = 1\r\n", b"a = 1\na = 2\n"),
        ("a.json", b'{"a": "b"}', b'{"a": "b", c}'),
        ("a.ipynb", b"[]", b"[" * 100_000),
    ],
)
def test_what_cannot_be_read_any_more_is_refused(path: str, before: bytes, after: bytes) -> None:
    with pytest.raises(Unproven, match=r"cannot be read any more after its edits: \S.*report"):
        refuse_unreadable(path, before, after)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("pyproject.toml", b"\xef\xbb\xbfa = 'b'\r\n", b"\xef\xbb\xbfa = ['b', 'c']\r\n"),
        ("tsconfig.json", b"{} // comments are no JSON", b"{ // comments are no JSON"),
        ("broken.toml", b"a =", b"b ="),
        ("a.txt", b"{}", b"{"),
    ],
)
def test_all_else_passes(path: str, before: bytes, after: bytes) -> None:
    refuse_unreadable(path, before, after)
