"""A plan that is written and read again is the same plan."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rezone.phases.plan.catalog import ANOMALY_DETECTION
from rezone.phases.plan.model import (
    ChecksConfig,
    Domain,
    Level,
    Phase,
    Plan,
    PlannedMove,
    Thresholds,
    WorkspaceConfig,
)
from rezone.phases.plan.read import load
from rezone.phases.plan.write import to_json, to_toml
from rezone.transforms.moves.move import Move
from rezone.transforms.names import is_dotted_name
from rezone.transforms.records import replace

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NAME = st.lists(st.sampled_from(["a", "b", "_c", "über", "match"]), min_size=1, max_size=3).map(
    ".".join
)
FOLDER = st.sampled_from([".", "src", "src/packages", "lib x/é"])
PATTERN = TEXT.filter(bool)
TEXTS = st.lists(PATTERN, max_size=2).map(tuple)
FRACTION = st.floats(0, 1)

PLAIN_MOVE = st.builds(Move, NAME, NAME, st.booleans())
SYMBOL_MOVE = st.builds(lambda a, b: Move(f"{a}:X", f"{b}:Y"), NAME, NAME)
MOVES = st.lists(
    (PLAIN_MOVE | SYMBOL_MOVE).filter(lambda move: move.source != move.target),
    max_size=4,
    unique_by=(lambda move: move.source, lambda move: move.target),
)
UNTIL = st.sampled_from(["", "2027-06-30", "3.0", "2.1rc1"])
PLANNED = MOVES.flatmap(
    lambda moves: st.tuples(
        *(
            st.builds(PlannedMove, st.just(m), shim=st.none() | st.booleans(), shim_until=UNTIL)
            for m in moves
        )
    )
)
RENAMES = st.dictionaries(NAME, NAME, max_size=2).map(
    lambda names: tuple((old, new) for old, new in names.items() if old != new)
)


def phase(number: int) -> st.SearchStrategy[Phase]:
    earlier = st.sets(st.integers(1, number - 1)) if number > 1 else st.just(set())
    return st.builds(
        Phase,
        number=st.just(number),
        title=TEXT,
        complexity=st.sampled_from(Level),
        risk=st.sampled_from(Level),
        weeks=TEXT,
        depends_on=earlier.map(tuple),
        moves=PLANNED,
        skip=st.lists(FOLDER).map(tuple),
        renames=RENAMES,
        lazy=st.lists(NAME.filter(is_dotted_name), max_size=2, unique=True).map(tuple),
        shims=st.booleans(),
        shim_until=UNTIL,
    )


@st.composite
def domains(draw: st.DrawFn) -> tuple[Domain, ...]:
    names = draw(st.lists(TEXT.filter(bool), max_size=3, unique=True))
    packages = st.lists(NAME | NAME.map("{}.*".format) | st.just("*"), max_size=2).map(tuple)
    allowed = st.lists(st.sampled_from(names), max_size=2).map(tuple) if names else st.just(())
    return tuple(Domain(name, draw(packages), draw(allowed)) for name in names)


PLANS = st.builds(
    Plan,
    phases=st.integers(0, 3).flatmap(lambda n: st.tuples(*map(phase, range(1, n + 1)))),
    domains=domains(),
    workspace=st.builds(
        WorkspaceConfig,
        roots=st.lists(FOLDER, max_size=2).map(tuple),
        target_root=st.just("") | FOLDER,
        exclude=st.lists(PATTERN, max_size=2).map(tuple),
        keep=st.lists(PATTERN, max_size=2).map(tuple),
    ),
    thresholds=st.builds(Thresholds, FRACTION, FRACTION, FRACTION, FRACTION, FRACTION),
    checks=st.builds(ChecksConfig, TEXT, TEXTS, st.just(("shop.web:app",)), st.integers(1, 9999)),
)


def read_back(plan: Plan, name: str) -> Plan:
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        text = to_json(plan) if name.endswith(".json") else to_toml(plan)
        path.write_bytes(text.encode())
        return replace(load(path.parent, path), source=plan.source)


@given(PLANS, st.sampled_from(["plan.toml", "plan.json"]))
def test_written_and_read_again_it_is_equal(plan: Plan, name: str) -> None:
    assert read_back(plan, name) == plan


@pytest.mark.parametrize("name", ["plan.toml", "plan.json"])
def test_the_shipped_plan_survives(name: str) -> None:
    assert read_back(ANOMALY_DETECTION, name) == ANOMALY_DETECTION
