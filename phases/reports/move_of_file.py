"""Which move of a phase a file goes with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from rezone.transforms.moves.move import Move


def move_of(old: str, new: str, moves: Iterable[Move]) -> Move | None:
    """Return the move that takes a file from *old* to *new*, ``None`` if none explains it.

    It is the longest whose two names are in the two paths.
    """
    fitting = [move for move in moves if not move.is_symbol and _takes(move, old, new)]
    return max(fitting, key=lambda move: len(move.source), default=None)


def _takes(move: Move, old: str, new: str) -> bool:
    return not _below(old, move.source).isdisjoint(_below(new, move.target))


def _below(path: str, name: str) -> set[tuple[str, ...]]:
    """Return what may follow the module *name* in *path*, whatever root it is read from.

    More than one thing follows where a folder above the root has the name of a package.
    """
    plain = PurePosixPath(path)
    stem = plain.name.partition(".")[0]
    parts = plain.parts[:-1] if stem == "__init__" else (*plain.parts[:-1], stem)
    names = tuple(name.split("."))
    size = len(names)
    starts = range(len(parts) - size + 1)
    return {parts[at + size :] for at in starts if parts[at : at + size] == names}
