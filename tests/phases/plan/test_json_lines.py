"""The line of every key of a JSON document."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from rezone.phases.plan.json_lines import json_lines
from rezone.phases.plan.toml_lines import KeyPath


def key_paths(value: object, path: KeyPath = ()) -> set[KeyPath]:
    below: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        below = list(value.items())
    elif isinstance(value, list):
        below = list(enumerate(value))
    inner = (key_paths(item, (*path, key)) for key, item in below)
    return {(*path, key) for key, _ in below}.union(*inner)


def test_keys_and_elements() -> None:
    text = '{"a": 1,\n "b": [1,\n  {"c\\u0064": "}"}],\n "e": {}}'
    lines, repeated = json_lines(text)
    assert lines == {
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 2,
        ("b", 1): 3,
        ("b", 1, "cd"): 3,
        ("e",): 4,
    }
    assert repeated == ()


def test_a_repeated_key_is_told_and_its_last_value_counts() -> None:
    lines, repeated = json_lines('{"moves": {"a": "b",\n"c": "d",\n"a": "e"},\n"moves":\n{"x": 1}}')
    assert repeated == ((("moves", "a"), 3), (("moves",), 4))
    assert lines == {("moves",): 4, ("moves", "x"): 5}


DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=4), DATA), st.sampled_from([None, 0, 2]), st.booleans())
def test_every_key_has_a_line_that_spells_it(
    data: dict[str, object], indent: int | None, is_ascii: bool
) -> None:
    text = json.dumps(data, indent=indent, ensure_ascii=is_ascii)
    lines, repeated = json_lines(text)
    assert repeated == ()
    assert set(lines) == key_paths(data)
    rows = text.split("\n")
    for path, line in lines.items():
        if isinstance(path[-1], str):
            assert json.dumps(path[-1], ensure_ascii=is_ascii) in rows[line - 1]
