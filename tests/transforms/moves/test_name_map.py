"""Names and the map of moves: at once, longest match, on a dotted boundary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rezone.transforms.moves.compose import compose, settled, without_repetition
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.names import ancestors, is_dotted_name, is_within, last, parent, top

SEGMENTS = st.sampled_from(["a", "b", "c", "bc"])
NAMES = st.lists(SEGMENTS, min_size=1, max_size=4).map(".".join)
MOVES = st.dictionaries(NAMES, NAMES, max_size=4)


def name_map(moves: dict[str, str]) -> NameMap:
    return NameMap(Move(old, new) for old, new in moves.items())


@given(NAMES)
def test_a_name_is_its_parent_and_its_last_segment(name: str) -> None:
    assert ".".join(filter(None, [parent(name), last(name)])) == name
    assert [*ancestors(name), name][0] == top(name)
    assert all(is_within(name, above) for above in ancestors(name))


@pytest.mark.parametrize(
    ("name", "package", "inside"),
    [("a.b", "a.b", True), ("a.b.c", "a.b", True), ("a.bc", "a.b", False), ("a", "a.b", False)],
)
def test_a_prefix_counts_on_a_dotted_boundary_only(name: str, package: str, inside: bool) -> None:
    assert is_within(name, package) is inside


@pytest.mark.parametrize("text", ["", "a.", ".a", "a..b", "a-b", "a.class", "1a"])
def test_what_is_no_dotted_name(text: str) -> None:
    assert not is_dotted_name(text)


@given(NAMES, MOVES)
def test_a_name_follows_its_longest_prefix_that_moves(name: str, moves: dict[str, str]) -> None:
    candidates = [old for old in moves if is_within(name, old)]
    wanted = name
    if candidates:
        longest = max(candidates, key=len)
        wanted = moves[longest] + name[len(longest) :]
    assert name_map(moves)(name) == wanted


@given(NAMES, MOVES)
def test_the_order_of_moves_means_nothing(name: str, moves: dict[str, str]) -> None:
    assert name_map(moves)(name) == name_map(dict(reversed(moves.items())))(name)


def test_a_chain_and_a_swap_mean_what_they_say() -> None:
    chain = name_map({"a": "b", "b": "c"})
    assert [chain("a.x"), chain("b.x"), chain("c.x")] == ["b.x", "c.x", "c.x"]
    swap = name_map({"a": "b", "b": "a"})
    assert [swap("a.x"), swap("b.x")] == ["b.x", "a.x"]
    assert not settled(chain)
    assert not settled(swap)


def test_a_module_alone_leaves_what_lies_below_it() -> None:
    names = NameMap([Move("a", "z", alone=True)])
    assert (names("a"), names("a.b")) == ("z", "a.b")
    assert names.splits("a")


def test_a_symbol_does_not_move_its_module() -> None:
    names = NameMap([Move("a.b:C", "x.y:C")])
    assert names("a.b") == "a.b"
    assert names.sources == ()


@given(NAMES, MOVES)
def test_the_inverse_leads_back_where_nothing_else_stands(name: str, moves: dict[str, str]) -> None:
    fresh = {old: f"new{number}" for number, old in enumerate(moves)}
    names = name_map(fresh)
    if names.moves_name(name):
        assert names.inverse()(names(name)) == name


@given(NAMES, MOVES)
def test_a_settled_map_done_twice_is_done_once(name: str, moves: dict[str, str]) -> None:
    names = name_map({old: f"z.{new}" for old, new in moves.items()})
    assert settled(names)
    assert names(names(name)) == names(name)


@given(NAMES, MOVES, MOVES)
def test_composed_maps_do_one_after_the_other(
    name: str, one: dict[str, str], other: dict[str, str]
) -> None:
    first, second = name_map({old: f"z.{new}" for old, new in one.items()}), name_map(other)
    assert compose(first, second)(name) == second(first(name))


@given(NAMES, MOVES)
def test_moves_that_the_others_say_already_can_go(name: str, moves: dict[str, str]) -> None:
    names = name_map(moves)
    kept = without_repetition(names)
    assert NameMap(kept)(name) == names(name)
    assert len(kept) <= len(moves)


def test_a_move_that_its_package_implies_is_repetition() -> None:
    names = name_map({"a": "z", "a.b": "z.b", "a.c": "q", "a.c.d": "z.c.d"})
    assert [move.source for move in without_repetition(names)] == ["a", "a.c", "a.c.d"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("a:S", "b:S"), ("b", "c"), {"a:S": "c:S", "b": "c"}),
        (("a:S", "b:S"), ("b:S", "c:T"), {"a:S": "c:T", "b:S": "c:T"}),
        (("a", "b"), ("b.m:S", "c:S"), {"a": "b", "a.m:S": "c:S", "b.m:S": "c:S"}),
        (("a", "b"), ("b:S", "c:S"), {"a": "b", "a:S": "c:S", "b:S": "c:S"}),
    ],
)
def test_symbols_go_on_with_their_module_or_by_themselves(
    first: tuple[str, str], second: tuple[str, str], expected: dict[str, str]
) -> None:
    names = compose(NameMap([Move(*first)]), NameMap([Move(*second)]))
    assert {move.source: move.target for move in names.moves} == expected


def test_a_symbol_of_a_module_that_went_alone_goes_on() -> None:
    first, second = NameMap([Move("a", "b", alone=True)]), NameMap([Move("b:S", "c:S")])
    found = {(move.source, move.target, move.alone) for move in compose(first, second).moves}
    assert found == {("a", "b", True), ("a:S", "c:S", False), ("b:S", "c:S", False)}


def test_neither_a_module_alone_nor_a_symbol_is_repetition() -> None:
    moves = (Move("a", "z", alone=True), Move("a.b", "z.b"), Move("a.b:S", "z.b:T"))
    assert set(without_repetition(NameMap(moves))) == set(moves)
    assert len(without_repetition(NameMap(moves))) == 3


@given(NAMES, MOVES)
def test_only_a_package_whose_content_parts_ways_splits(name: str, moves: dict[str, str]) -> None:
    names = name_map(moves)
    below = [f"{name}.{tail}" for tail in ("a", "b", "c", "bc", "a.a", "b.c", "a.b.c", "q")]
    below += [old for old in moves if is_within(old, name)]
    together = all(names(one) == names(name) + one[len(name) :] for one in below)
    assert names.splits(name) is not together
