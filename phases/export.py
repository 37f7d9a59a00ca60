"""What applied phases did to names, as a plan that stands alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from rezone.phases.plan.model import Plan
from rezone.phases.standing import is_applied
from rezone.transforms.errors import Refused
from rezone.transforms.moves.move import Move


class Exported(Struct, frozen=True):
    """The name map of *phases*, one after the other, as *moves*.

    *is_settled*: an old name is nowhere a new one, so that a tree can be told to be from before
    or after.
    """

    phases: tuple[int, ...]
    moves: tuple[Move, ...]
    is_settled: bool

    def to_json(self) -> str:
        """Return it as a JSON document that every ``--config`` accepts."""
        from rezone.phases.plan.write import moves_to_json

        return moves_to_json(self.moves)

    def to_toml(self) -> str:
        """Return it as a TOML document that every ``--config`` accepts."""
        from rezone.phases.plan.write import moves_to_toml

        return moves_to_toml(self.moves)


def export(root: Path, plan: Plan, phases: Iterable[int] = ()) -> Exported:
    """Return what *phases* do to names; without any, all that are applied.

    Raises:
        Refused: none is applied, or the result cannot be written as moves.
        UsageError: the plan has no such phase.
    """
    from rezone.phases.engine.applied import applied_in, name_map
    from rezone.phases.engine.workspace import Workspace
    from rezone.transforms.moves.compose import compose, settled, without_repetition
    from rezone.transforms.moves.name_map import NameMap

    chosen = {plan.phase(number).number for number in phases}
    if not chosen:
        backed_up = {p.number for p in plan.phases if is_applied(root, p.number)}
        chosen = backed_up | applied_in(Workspace.scan(root, plan.workspace.exclude), plan)
    if not chosen:
        raise Refused("no phase is applied", plan.source, hint="--phase N exports one all the same")
    names = NameMap(())
    ordered = [phase for phase in plan.in_dependency_order() if phase.number in chosen]
    for phase in ordered:
        names = compose(names, name_map(phase))
    moves = without_repetition(names)
    _refuse_returns(moves)
    return Exported(tuple(phase.number for phase in ordered), moves, settled(names))


def _refuse_returns(moves: Iterable[Move]) -> None:
    """Stop if something stays although its package moves: no move says that."""
    back = [move.source for move in moves if move.source == move.target]
    if back:
        raise Refused(
            f"{', '.join(back)} moved and came back while what it lies in did not",
            hint="export the phases one by one, with --phase",
        )
