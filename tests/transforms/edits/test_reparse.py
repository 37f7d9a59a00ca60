"""An edited file parsed in pieces has the tree it has when parsed whole."""

from __future__ import annotations

import ast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rezone.transforms.edits.reparse import Replacement, reparse
from rezone.transforms.edits.splice import splice
from rezone.transforms.errors import RezoneError
from rezone.transforms.references.source import SourceText

FILE = '''"""What it is."""
from a import b; import c  # both
from a import (
    d,
)

@d
class C:  # import a
    text = """
from a import e
"""

    def f(self): return a.b \\
        + c
# the end
x = (1,
     2); y = 3
if x:
    import a.b
else:
    pass'''
PIECES = (
    "",
    "\n",
    "import z\n",
    "import z",
    "x\n",
    "(",
    ")",
    '"""',
    "\\\n",
    "#",
    ":",
    "  ",
    ";",
    "é",
)


def pieces() -> st.SearchStrategy[Replacement]:
    spans = st.tuples(st.integers(0, len(FILE)), st.integers(0, 20))
    texts = st.sampled_from(PIECES)
    return st.builds(lambda s, t: (s[0], min(s[0] + s[1], len(FILE)), t), spans, texts)


def apart(found: list[Replacement]) -> list[Replacement]:
    chosen: list[Replacement] = []
    for replacement in sorted(found):
        if not chosen or chosen[-1][1] < replacement[0]:
            chosen.append(replacement)
    return chosen


@given(replaced=st.lists(pieces(), min_size=1, max_size=4).map(apart))
@example(replaced=[(0, 14, ""), (228, 248, '"""')])
def test_the_tree_is_that_of_the_whole_file_or_there_is_none(replaced: list[Replacement]) -> None:
    old = SourceText(FILE)
    new = SourceText(splice(FILE, replaced))
    try:
        wanted = ast.dump(new.parse())
    except RezoneError:
        wanted = "does not parse"
    try:
        tree = reparse(old, old.parse(), new, replaced)
    except RezoneError:
        assert wanted == "does not parse"
        return
    assert tree is None or ast.dump(tree) == wanted


@pytest.mark.parametrize(
    ("replaced", "parsed"),
    [
        ([("from a import b", "from z import b")], 2),
        ([("from a import (\n    d,\n)", "from z import d")], 1),
        ([("import a.b", "import z.b"), ("from a import b", "from z import b")], 3),
        ([("# the end", "# the very end")], 0),
    ],
)
def test_what_no_edit_touches_is_not_parsed_again(
    replaced: list[tuple[str, str]], parsed: int
) -> None:
    old = SourceText(FILE)
    tree = old.parse()
    edits = [(FILE.index(a), FILE.index(a) + len(a), b) for a, b in replaced]
    found = reparse(old, tree, SourceText(splice(FILE, edits)), edits)
    assert found is not None
    again = {id(node) for node in found.body} - {id(node) for node in tree.body}
    assert len(again) == parsed
    assert ast.dump(found) == ast.dump(SourceText(splice(FILE, edits)).parse())


@pytest.mark.parametrize(
    "new", ["import z\n", FILE.replace("x = (1", "x = (2"), FILE.replace("class C", "class D")]
)
def test_a_file_that_differs_elsewhere_is_parsed_whole(new: str) -> None:
    old = SourceText(FILE)
    start = FILE.index("from a import b")
    assert (
        reparse(old, old.parse(), SourceText(new), [(start, start + 15, "from z import b")]) is None
    )


@pytest.mark.parametrize("text", ["import z \\", "from __future__ import annotations"])
def test_what_reads_otherwise_before_the_rest_is_parsed_whole(text: str) -> None:
    old = SourceText("import a\nimport b\n")
    new = SourceText(text + "\nimport b\n")
    assert reparse(old, old.parse(), new, [(0, 8, text)]) is None
