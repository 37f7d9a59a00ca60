"""An import whose module alone changes is edited as text: LibCST gives the same characters."""

from __future__ import annotations

import ast

import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from rezone.transforms.edits.actions import Clause, ImportEdit
from rezone.transforms.edits.plain_imports import other_module
from rezone.transforms.edits.splice import _import_through_libcst, splice
from rezone.transforms.references.source import SourceText

MODULES = ("a", "a.b", "a.b_c.d", ".", "..", ".a", "..a.b", "é.b", "a . b", ". a")
NAMES = (
    "x",
    "x, y",
    "x as z, y",
    "*",
    "(x)",
    "(x, y,)",
    "(\n    x,  # why\n    y as w,\n)",
    "x, \\\n    y",
)
SPACES = (" ", "  ", "\t", "", " \\\n")


@st.composite
def imports(draw: st.DrawFn) -> tuple[str, ImportEdit]:
    gap = st.sampled_from(SPACES)
    names = draw(st.sampled_from(NAMES))
    statement = f"from{draw(gap)}{draw(st.sampled_from(MODULES))}{draw(gap)}import {names}"
    if draw(st.booleans()):
        statement = f"from a.b import {names}"
    try:
        (node,) = ast.parse(statement).body
    except SyntaxError:
        reject()
    assume(isinstance(node, ast.ImportFrom))  # without spaces it may be a call
    assert isinstance(node, ast.ImportFrom)
    new = draw(st.sampled_from(("n", "n.m", ".n", "..", "")))
    clauses = [Clause(new, each.name, each.asname) for each in node.names]
    if draw(st.booleans()):
        at = draw(st.integers(0, len(clauses) - 1))
        other = Clause(draw(st.sampled_from(("n", "k"))), "x", draw(st.sampled_from((None, "x"))))
        clauses[at] = other
    return statement, ImportEdit(0, len(statement), tuple(clauses))


@settings(deadline=None)
@given(imports(), st.sampled_from(("", "\n", "  # noqa\n", "; y = 1\n")))
def test_text_and_libcst_give_the_same(case: tuple[str, ImportEdit], rest: str) -> None:
    statement, edit = case
    found = other_module(statement, edit)
    if found is not None:
        source = SourceText(statement + rest)
        by_libcst = splice(source.text, [_import_through_libcst(source, edit, ())])
        assert splice(source.text, [found]) == by_libcst


@pytest.mark.parametrize(
    ("statement", "new", "after"),
    [
        ("from a.b import x, y as z", "c.d", "from c.d import x, y as z"),
        ("from  .a  import (\n    x,  # why\n)", "..b", "from  ..b  import (\n    x,  # why\n)"),
        ("from . import x", ".b", "from .b import x"),
        ("from a import *", "b", "from b import *"),
    ],
)
def test_common_forms_are_edited_as_text(statement: str, new: str, after: str) -> None:
    node = ast.parse(statement).body[0]
    assert isinstance(node, ast.ImportFrom)
    clauses = tuple(Clause(new, each.name, each.asname) for each in node.names)
    found = other_module(statement, ImportEdit(0, len(statement), clauses))
    assert found is not None
    assert splice(statement, [found]) == after


def test_names_that_part_and_names_that_change_are_for_libcst() -> None:
    parting = (Clause("b", "x"), Clause("c", "y"))
    assert other_module("from a import x, y", ImportEdit(0, 18, parting)) is None
    assert other_module("from a import x", ImportEdit(0, 15, (Clause("b", "z", "x"),))) is None
    assert other_module("from a import x", ImportEdit(0, 15, (None,))) is None
