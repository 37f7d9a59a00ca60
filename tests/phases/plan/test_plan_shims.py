"""What a plan says of bridges, by phase and by move."""

from __future__ import annotations

from pathlib import Path

import pytest

from rezone.phases.plan.model import Plan
from rezone.phases.plan.read import load
from rezone.transforms.errors import PlanErrors

PHASE = '[[phases]]\nnumber = 1\nmoves = [{{ source = "a", target = "b"{move} }}]\n{phase}\n'


def read(folder: Path, phase: str = "", move: str = "") -> Plan:
    (folder / "rezone.toml").write_text(PHASE.format(phase=phase, move=move))
    return load(folder)


def test_without_a_word_there_are_none(tmp_path: Path) -> None:
    phase = read(tmp_path).phase(1)
    assert (phase.shims, phase.shim_until, phase.moves[0].shim) == (False, "", None)


def test_a_phase_and_a_move_say_it(tmp_path: Path) -> None:
    move = ', shim = false, shim_until = "3.0"'
    phase = read(tmp_path, 'shims = true\nshim_until = "2027-06-30"', move).phase(1)
    assert (phase.shims, phase.shim_until) == (True, "2027-06-30")
    assert (phase.moves[0].shim, phase.moves[0].shim_until) == (False, "3.0")


def test_the_command_line_decides_over_both(tmp_path: Path) -> None:
    plan = read(tmp_path, "shims = false", ", shim = false").with_shims(True)
    assert plan.phase(1).shims
    assert plan.phase(1).moves[0].shim is None


def test_the_short_form_knows_them(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text('{"moves": {"a": "b"}, "shims": true, "shim_until": "3"}')
    phase = load(tmp_path, tmp_path / "plan.json").phase(1)
    assert (phase.shims, phase.shim_until) == (True, "3")


@pytest.mark.parametrize("until", ["soon", "2027-6-30", "2027-02-30", "3.x", "3) (4"])
def test_only_a_day_or_a_version_ends_a_bridge(tmp_path: Path, until: str) -> None:
    with pytest.raises(PlanErrors, match="is no day and no version") as caught:
        read(tmp_path, f'shim_until = "{until}"')
    assert caught.value.problems[0].line == 4
