"""Bridges left after a phase are those that the phase would have left."""

from __future__ import annotations

from pathlib import Path

import pytest
from phase_with_bridges import MOVES, apply, files, plant

from rezone.phases import api
from rezone.phases.engine.belated_bridges import belated_bridges
from rezone.phases.engine.workspace import Workspace
from rezone.transforms.errors import Refused

LATER = {"moves": {"data.store.orm": "mapper", "net.tcp": "net.stream"}, "shims": False}


@pytest.mark.parametrize("phases", [({"moves": MOVES},), ({"moves": MOVES}, LATER)])
def test_they_are_those_that_the_phase_would_have_left(
    tmp_path: Path, phases: tuple[dict[str, object], ...]
) -> None:
    first, *rest = phases
    one = plant(tmp_path / "one", first, *rest)
    other = plant(tmp_path / "other", first | {"shims": False}, *rest)
    for number in range(1, len(phases) + 1):
        apply(one, number)
        apply(other, number)
    plan = api.load(other, other / "plan.json")
    found = belated_bridges(Workspace.scan(other), plan, plan.phase(1))
    for module, bridges in found.items():
        assert (other / module).exists()
        for path, content in bridges.items():
            (other / path).parent.mkdir(parents=True, exist_ok=True)
            (other / path).write_bytes(content)
    (other / "plan.json").write_bytes((one / "plan.json").read_bytes())
    assert files(one) == files(other)


def test_a_phase_that_is_not_applied_is_refused(tmp_path: Path) -> None:
    plan = api.load(plant(tmp_path), tmp_path / "plan.json")
    with pytest.raises(Refused, match="is not applied"):
        belated_bridges(Workspace.scan(tmp_path), plan, plan.phase(1))
