"""Which move of a phase a file goes with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rezone.transforms.moves.move import Move


def moves_of(paths: Iterable[tuple[str, str]], moves: Iterable[Move]) -> Iterator[Move | None]:
    """Yield for each (old, new) path the move that takes the file there, ``None`` if none does.

    It is the longest whose two names are in the two paths.
    """
    by_source: dict[str, list[Move]] = {}
    for move in moves:
        if not move.is_symbol:
            by_source.setdefault(move.source, []).append(move)
    for old, new in paths:
        named = (move for name in _names_in(old) for move in by_source.get(name, ()))
        fitting = [move for move in named if _takes(move, old, new)]
        yield max(fitting, key=lambda move: len(move.source), default=None)


def _takes(move: Move, old: str, new: str) -> bool:
    return not _below(old, move.source).isdisjoint(_below(new, move.target))


def _names_in(path: str) -> list[str]:
    """Return every name that a module can have in *path*, whatever root it is read from."""
    parts = _parts(path)
    size = len(parts)
    spans = {".".join(parts[at:end]) for at in range(size) for end in range(at + 1, size + 1)}
    return sorted(spans)


def _below(path: str, name: str) -> set[tuple[str, ...]]:
    """Return what may follow the module *name* in *path*, whatever root it is read from.

    More than one thing follows where a folder above the root has the name of a package.
    """
    parts = _parts(path)
    names = tuple(name.split("."))
    size = len(names)
    starts = range(len(parts) - size + 1)
    return {parts[at + size :] for at in starts if parts[at : at + size] == names}


def _parts(path: str) -> tuple[str, ...]:
    *folders, name = path.split("/")
    stem = name.partition(".")[0]
    return tuple(folders) if stem == "__init__" else (*folders, stem)
