"""A file where a phase has left nothing: it came back, or somebody did not know."""

from __future__ import annotations

from rezone.phases.linting.linted_file import LintedFile
from rezone.phases.linting.moved_names import MovedNames
from rezone.phases.standing import is_applied
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.names import is_within, parent


def moved_away(file: LintedFile) -> tuple[str, str] | None:
    """Return what a phase moved away from where *file* is, and what it is called now.

    None where the file has every right to be there, as long as the phase is pending above all.
    """
    if file.here is None:
        return None
    name = file.here.name
    moved = MovedNames(file.plan, file.disk)
    for step, phase in zip(file.plan.steps, file.plan.plan.in_dependency_order(), strict=True):
        if not step.moves_name(name) or file.path in phase.skip:
            continue
        move = _move_of(name, step)
        if move.target in step.sources:
            continue  # in a chain or a swap what is there may be what has come
        target = moved.current(move.target)
        if not file.disk.has(target):
            continue
        if _is_emptied(file, move, target) or is_applied(file.plan.root, phase.number):
            return move.source, target
    return None


def _move_of(name: str, step: NameMap) -> Move:
    """Return the move of *step* that takes *name* along: the most specific one."""
    own = (m for m in step.moves if m.source == name or (not m.alone and is_within(name, m.source)))
    return max(own, key=lambda move: (len(move.source), move.alone))


def _is_emptied(file: LintedFile, move: Move, target: str) -> bool:
    """Say whether the tree shows that *move* is done, although *file* is at its source.

    A module that is at both places was moved.  A package was if its ``__init__`` is there and
    no more here, where other packages have one.
    """
    assert file.here is not None
    name = file.here.name
    if not file.here.is_package and file.disk.has(target + name[len(move.source) :]):
        return True
    return (
        file.disk.is_regular_package(target)
        and not file.disk.is_regular_package(move.source)
        and (not parent(move.source) or file.disk.is_regular_package(parent(move.source)))
    )
