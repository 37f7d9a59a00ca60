"""How the shipped phases write their moves."""

from __future__ import annotations

from rezone.phases.plan.model import Origin, PlannedMove
from rezone.transforms.moves.move import Move


def each(old: str, new: str, *names: str) -> tuple[tuple[str, str], ...]:
    """Return (``old.name``, ``new.name``) for each of *names*."""
    return tuple((f"{old}.{name}", f"{new}.{name}") for name in names)


def moves(phase: int, *pairs: tuple[str, str]) -> tuple[PlannedMove, ...]:
    """Return the moves of a shipped phase, in order; no line of a plan file asks for them."""
    return tuple(
        PlannedMove(
            Move(source, target),
            Origin("<anomaly_detection>", 0, f"phases[{phase - 1}].moves[{at}]"),
        )
        for at, (source, target) in enumerate(pairs)
    )
