"""The line of every key of a TOML document."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rezone.phases.plan.toml_lines import KeyPath, toml_lines


def key_paths(value: object, path: KeyPath = ()) -> set[KeyPath]:
    """Return the path of everything that *value* holds."""
    below: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        below = list(value.items())
    elif isinstance(value, list):
        below = list(enumerate(value))
    inner = (key_paths(item, (*path, key)) for key, item in below)
    return {(*path, key) for key, _ in below}.union(*inner)


def test_tables_arrays_of_tables_and_their_keys() -> None:
    text = """\
extends = "x"

[workspace]
roots = [
  "src",     # first
  "src/packages",
]

[[phases]]
number = 1
[[phases.moves]]
source = "a"
target = "b"
[[phases.moves]]
source = "c"

[[phases]]
[phases.renames]
"old.name" = "new"
"""
    lines = toml_lines(text)
    assert lines["extends",] == 1
    assert lines["workspace",] == 3
    assert lines["workspace", "roots", 1] == 6
    assert lines["phases",] == lines["phases", 0] == 9
    assert lines["phases", 0, "moves", 0, "target"] == 13
    assert lines["phases", 0, "moves", 1] == 14
    assert lines["phases", 0, "moves", 1, "source"] == 15
    assert lines["phases", 1] == 17
    assert lines["phases", 1, "renames", "old.name"] == 19


def test_strings_that_look_like_syntax_hide_nothing() -> None:
    text = '''\
a = """
[not.a.table]
x = 1 ""\\"""" # two quotes and an escaped one before the end
b = \'\'\'
y = 2
\'\'\'
c = "# no comment, \\" no end"
d = 'C:\\' # a literal string ends at the next quote
e = 1
'''
    assert toml_lines(text) == {("a",): 1, ("b",): 4, ("c",): 7, ("d",): 8, ("e",): 9}
    assert set(tomllib.loads(text)) == {"a", "b", "c", "d", "e"}


def test_inline_tables_dotted_and_quoted_keys() -> None:
    text = """\
a . "b.c".'d' = 1
moves = [
  { source = "x", target.deep = "y" },
  { "quo\\u0074ed" = [[1],
     [2]] },
]
"""
    lines = toml_lines(text)
    assert lines["a", "b.c", "d"] == 1
    assert lines["moves", 0, "target", "deep"] == 3
    assert lines["moves", 1, "quoted", 1] == 5


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_do_not_count_twice(newline: str) -> None:
    assert toml_lines(newline.join(["a = 1", "", "b = 2"]))["b",] == 3


ATOMS = (
    st.integers(-9, 9).map(str)
    | st.sampled_from(["true", "1979-05-27 07:32:00", "1.5e3", "'''\n#]}'''", '""', "''"])
    | st.text("ab\"'[]{}=#,.\\\n", max_size=6).map(json.dumps)
)
NAMES = st.text("ab.# ]='", min_size=1, max_size=3).map(json.dumps) | st.sampled_from("klmn")
BLANKS = st.sampled_from(["", " ", "\n", ' # it\'s "fine"\n'])


def inline(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def array(draw: st.DrawFn) -> str:
        items = [
            draw(BLANKS) + draw(children) + draw(BLANKS) for _ in range(draw(st.integers(0, 3)))
        ]
        return f"[{','.join(items)}{draw(BLANKS)}]"

    tables = st.dictionaries(NAMES, children, max_size=3).map(
        lambda t: "{ " + ", ".join(f"{k} = {v}" for k, v in t.items()) + " }"
    )
    return st.composite(array)() | tables


VALUES = st.recursive(ATOMS, inline, max_leaves=6)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Build a document of keys, tables and arrays of tables with every kind of value."""
    lines = []
    for header in [
        "",
        *draw(st.lists(st.sampled_from(["t", "u", "v.w", "[x]", "[x.y]"]), max_size=6)),
    ]:
        is_repeated = f"[{header}]" in lines and not header.startswith("[")
        if is_repeated:
            continue
        if header:
            lines.append(f"[{header}]")
        keys = draw(st.dictionaries(NAMES, VALUES, max_size=3))
        lines += [f"{key} = {value}{draw(BLANKS)}" for key, value in keys.items()]
    return "\n".join(lines)


@given(documents())
def test_every_key_that_tomllib_sees_has_a_line_that_spells_it(text: str) -> None:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return  # two spellings of one key, or x.y before x: not what this law is about
    lines = toml_lines(text)
    assert set(lines) == key_paths(data)
    rows = text.split("\n")
    for path, line in lines.items():
        key = path[-1]
        if isinstance(key, str):
            assert key in rows[line - 1] or json.dumps(key) in rows[line - 1]
