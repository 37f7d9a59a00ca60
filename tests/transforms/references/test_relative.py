"""Relative names: written as short as they can be, and read back as they were meant."""

from __future__ import annotations

import importlib.util

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rezone.transforms.index.namespace import absolute
from rezone.transforms.references.imports import relative

NAMES = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=4).map(".".join)


@given(NAMES, NAMES, st.integers(1, 4))
def test_what_is_written_reads_back(module: str, package: str, least: int) -> None:
    written = relative(module, package, least)
    if written is None:
        assert module.partition(".")[0] != package.partition(".")[0]
        return
    bare = written.lstrip(".")
    assert absolute(bare or None, len(written) - len(bare), package) == module
    assert importlib.util.resolve_name(written, package) == module


@pytest.mark.parametrize(
    ("module", "package", "least", "written"),
    [
        ("a.b", "a", 1, ".b"),
        ("a.b", "a.c", 1, "..b"),
        ("a.b.c", "a.b", 1, ".c"),
        ("a.b.c", "a.b", 2, "..b.c"),
        ("a", "a.b", 1, ".."),
        ("a", "a", 1, "."),
        ("b.c", "a", 1, None),
        ("a.b", "", 1, None),
    ],
)
def test_the_least_dots_that_do(module: str, package: str, least: int, written: str | None) -> None:
    assert relative(module, package, least) == written


@pytest.mark.parametrize(("level", "package"), [(2, "a"), (1, ""), (4, "a.b.c")])
def test_dots_above_the_top_package_lead_nowhere(level: int, package: str) -> None:
    assert absolute("x", level, package) is None
