"""Checks run over a repository, and what is left of that: the report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rezone.phases.checks.model import Choice, Mode, Told, Verdict
from rezone.transforms.errors import UsageError

if TYPE_CHECKING:
    from rezone.phases.plan.model import Plan

__all__ = ["Choice", "Mode", "Told", "Verdict", "validate", "write_validation"]


def validate(
    root: Path,
    plan: Plan,
    mode: Mode,
    numbers: Sequence[int] = (),
    choice: Choice = Choice(),  # noqa: B008 - immutable
    told: Told | None = None,
) -> Verdict:
    """Run the checks of *mode* for the phases *numbers*.

    A performance test without a number is of the phase applied last, else of the first pending.

    Raises:
        UsageError: no phase is named, the plan has none of that number, or a check is unknown.
        Refused: a baseline cannot be written.
    """
    from rezone.phases.checks.run import validate as run

    if not numbers and mode is not Mode.PERFORMANCE:
        raise UsageError("say which phase", hint=f"rezone validate --{mode} --phase 1")
    return run(root, plan, mode, numbers or (_current(root, plan),), choice, told)


def _current(root: Path, plan: Plan) -> int:
    from rezone.phases.standing import standings

    if not plan.phases:
        raise UsageError("the plan has no phase", plan.source)
    found = standings(root, plan)
    applied = [s for s in found if s.status == "applied"]
    latest = max(applied, key=lambda s: s.time) if applied else found[0]
    return latest.phase.number


def write_validation(root: Path, verdict: Verdict, plan: Plan) -> Path:
    """Write the validation report into *root*; return its path.

    Raises:
        Refused: it cannot be written.
    """
    from rezone.phases.checks.report import write

    return write(root, verdict, plan)
