"""Name maps one after the other, as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.names import is_within


def compose(first: NameMap, second: NameMap) -> NameMap:
    """Return the map that does *first*, then *second*."""
    moves = {
        (m.source, m.alone): Move(m.source, _onward(m.target, second), m.alone) for m in first.moves
    }
    for later in second.moves:
        for source in [*_origins(later, first), later.source]:
            if later.is_symbol or first(source) == later.source:
                moves.setdefault((source, later.alone), Move(source, later.target, later.alone))
    return NameMap(moves.values())


def _onward(target: str, second: NameMap) -> str:
    """Return where *second* takes *target*; a symbol goes by itself, or with its module."""
    module, colon, symbol = target.partition(":")
    if not colon:
        return second(target)
    by_itself = {move.source: move.target for move in second.moves if move.is_symbol}
    return by_itself.get(target, f"{second(module)}:{symbol}")


def _origins(later: Move, first: NameMap) -> Iterator[str]:
    """Yield what *first* may make the source of *later* of."""
    module, colon, symbol = later.source.partition(":")
    for earlier in first.moves:
        is_below = not earlier.alone and is_within(module, earlier.target)
        if is_below or (colon and module == earlier.target):
            yield earlier.source + module[len(earlier.target) :] + colon + symbol


def without_repetition(names: NameMap) -> tuple[Move, ...]:
    """Return the moves of *names* without those that the others say already, sorted."""
    kept = [move for move in names.moves if not move.alone and not move.is_symbol]
    for move in sorted(kept, key=lambda move: -move.source.count(".")):
        others = [other for other in kept if other is not move]
        if NameMap(others)(move.source) == move.target:
            kept = others
    apart = (move for move in names.moves if move.alone or move.is_symbol)
    return tuple(sorted((*kept, *apart), key=lambda move: (move.source, move.alone)))


def settled(names: NameMap) -> bool:
    """Say whether applying *names* twice is applying it once: no chain, no swap, no nesting."""
    modules: Iterable[Move] = (m for m in names.moves if not m.is_symbol)
    return names.symbols.keys().isdisjoint(names.symbols.values()) and all(
        names(move.target) == move.target for move in modules
    )
