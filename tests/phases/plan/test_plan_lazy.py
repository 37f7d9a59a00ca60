"""The key ``lazy`` of a phase: packages of the workspace with an ``__init__.py``."""

from __future__ import annotations

from pathlib import Path

import pytest

from rezone.phases.plan.catalog import ANOMALY_DETECTION
from rezone.phases.plan.check import check
from rezone.phases.plan.model import Phase, Plan, PlannedMove
from rezone.phases.plan.read import load
from rezone.phases.plan.view import NameView
from rezone.transforms.errors import PlanErrors
from rezone.transforms.moves.move import Move

# `app` and `app.web` have an __init__.py, `app.space` is a folder with a module in it.
NAMES = frozenset(["app", "app.web", "app.web.views", "app.space", "app.space.x", "app.cli"])
VIEW = NameView(NAMES, frozenset(["app", "app.web", "app.space"]), bare=frozenset(["app.space"]))


def plan_with(tmp_path: Path, lazy: str, more: str = "") -> Plan:
    """Read a plan of one phase that moves ``app.web``; its ``lazy`` stands on line 3."""
    (tmp_path / "rezone.toml").write_text(
        f"[[phases]]\nnumber = 1\nlazy = {lazy}\n"
        f'moves = [{{source = "app.web", target = "shop.web"}}]\n{more}'
    )
    return load(tmp_path)


def told(plan: Plan) -> list[str]:
    return [str(error) for error in check(plan, VIEW)]


def test_packages_named_as_before_the_phase(tmp_path: Path) -> None:
    assert told(plan_with(tmp_path, '["app", "app.web"]')) == []


def test_a_package_that_is_nowhere(tmp_path: Path) -> None:
    assert told(plan_with(tmp_path, '["app.wep"]')) == [
        "rezone.toml:3: RZ101 phases[0].lazy: 'app.wep' does not exist"
        " (hint: did you mean 'app.web'?)"
    ]


@pytest.mark.parametrize("name", ["app.cli", "app.space"])
def test_what_has_no_init(tmp_path: Path, name: str) -> None:
    assert told(plan_with(tmp_path, f'["{name}"]')) == [
        f"rezone.toml:3: RZ101 phases[0].lazy: {name!r} is no package with an __init__.py"
    ]


def test_a_later_phase_names_it_where_an_earlier_one_put_it(tmp_path: Path) -> None:
    later = (
        "[[phases]]\nnumber = 2\ndepends_on = [1]\nlazy = [{}]\n"
        'moves = [{{source = "app.cli", target = "shop.cli"}}]\n'
    )
    assert told(plan_with(tmp_path, "[]", later.format('"shop.web"'))) == []
    (error,) = told(plan_with(tmp_path, "[]", later.format('"app.web"')))
    assert error.startswith("rezone.toml:8: RZ101 phases[1].lazy: 'app.web' does not exist")


def test_names_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(PlanErrors) as caught:
        plan_with(tmp_path, '["src/app/__init__.py"]')
    assert str(caught.value) == (
        "rezone.toml:3: RZ101 phases[0].lazy[0]: 'src/app/__init__.py' is no dotted name of a "
        "package (hint: names, not paths or files)"
    )


def test_the_short_form_points_to_phases(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text('{"moves": {"a": "b"}, "lazy": ["a"]}')
    with pytest.raises(PlanErrors, match=r"lazy: this key is unknown .hint: it belongs"):
        load(tmp_path, tmp_path / "plan.json")


def test_a_phase_that_no_file_asks_for_may_find_nothing_to_make_lazy() -> None:
    moves = (PlannedMove(Move("app.web", "shop.web")),)
    assert check(Plan((Phase(1, moves=moves, lazy=("app.space",)),)), VIEW) == ()


def test_the_shipped_phases_that_are_lazy() -> None:
    assert {p.number: p.lazy for p in ANOMALY_DETECTION.phases if p.lazy} == {
        2: ("anomaly_detection",),
        4: ("anomaly_detection.infrastructure.observability",),
    }
