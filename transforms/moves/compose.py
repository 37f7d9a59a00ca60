"""Name maps one after the other, as one."""

from __future__ import annotations

from collections.abc import Iterable

from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.names import is_within


def compose(first: NameMap, second: NameMap) -> NameMap:
    """Return the map that does *first*, then *second*."""
    moves = {
        (m.source, m.alone): Move(m.source, m.target if m.is_symbol else second(m.target), m.alone)
        for m in first.moves
    }
    for later in second.moves:
        origins = [
            earlier.source + later.source[len(earlier.target) :]
            for earlier in first.moves
            if not earlier.alone and is_within(later.source, earlier.target)
        ]
        for source in [*origins, later.source]:
            if later.is_symbol or first(source) == later.source:
                moves.setdefault((source, later.alone), Move(source, later.target, later.alone))
    return NameMap(moves.values())


def settled(names: NameMap) -> bool:
    """Say whether applying *names* twice is applying it once: no chain, no swap, no nesting."""
    modules: Iterable[Move] = (m for m in names.moves if not m.is_symbol)
    return all(names(move.target) == move.target for move in modules)
