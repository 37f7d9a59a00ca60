"""Lines that can hold a path: the anchors find what looking for every piece finds."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from rezone.transforms.references.path_pieces import anchored, lines_with, starred

_TEXTS = st.text(alphabet="ab./\\*\n({", max_size=60)
_NAMES = st.sampled_from(["a", "b", "ab", "a.b", "b.a.b"])
_PIECES = st.one_of(
    _NAMES,
    st.builds("/{}".format, _NAMES),
    st.builds("{}/".format, _NAMES),
    st.builds("\\{}".format, _NAMES),
    st.builds("{}\\".format, _NAMES),
    st.builds("{}/*".format, _NAMES),
    st.builds("{}\\/(".format, _NAMES),
    st.builds("{}\\.b".format, _NAMES),
)


def _line_by_line(pieces: set[str], text: str) -> set[str]:
    return {line for line in text.split("\n") if any(piece in line for piece in pieces)}


@given(st.sets(_PIECES, min_size=1), _TEXTS)
def test_the_anchors_find_the_lines_that_hold_a_piece(pieces: set[str], text: str) -> None:
    found = {text[start:end] for start, end in lines_with(anchored(pieces), text)}
    assert found == _line_by_line(pieces, text)


@given(_TEXTS)
def test_a_star_counts_in_a_segment_behind_one_of_the_folders(text: str) -> None:
    pattern = re.compile(r"(?<![\w.-])([\w.-]++)\\?[/\\][\w.-]*+\*")
    expected = [match.end() - 1 for match in pattern.finditer(text) if match[1] in {"a", "ab"}]
    found = list(starred(text, {"a", "ab"}))
    assert bool(found) == bool(expected)
    assert set(expected) <= set(found)


def test_only_the_folder_right_above_the_star_counts() -> None:
    assert list(starred("src/shop/old_*.py", {"shop"})) == [13]
    assert not list(starred("src/shop/old_*.py", {"src"}))
    assert not list(starred("**bold** and f(*args)", {"bold"}))
