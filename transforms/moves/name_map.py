"""The function old qualified name → new qualified name that a phase's moves define."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from rezone.transforms.moves.move import Move
from rezone.transforms.names import ancestors, is_within


class NameMap:
    """All moves of one phase, applied at once: the longest match on a dotted boundary wins.

    Simultaneous application is what lets a chain (``a → b`` while ``b → c``) and a swap mean
    what they say: a destination is never looked up again.
    """

    def __init__(self, moves: Iterable[Move]) -> None:
        self.moves = tuple(moves)
        self._alone = {m.source: m.target for m in self.moves if m.alone and not m.is_symbol}
        self._below = {m.source: m.target for m in self.moves if not m.alone and not m.is_symbol}

    def __call__(self, name: str) -> str:
        """Return where the module *name*, or what lies below it, is named afterwards."""
        if name in self._alone:
            return self._alone[name]
        probe = name
        while probe:
            target = self._below.get(probe)
            if target is not None:
                return target + name[len(probe) :]
            probe = probe.rpartition(".")[0]
        return name

    @cached_property
    def symbols(self) -> Mapping[tuple[str, str], tuple[str, str]]:
        """(module, symbol) → the same afterwards, for each symbol that moves."""
        pairs = ((m.source.partition(":"), m.target.partition(":")) for m in self.moves)
        return {(old, name): (new, new_name) for (old, c, name), (new, _, new_name) in pairs if c}

    @cached_property
    def symbol_homes(self) -> frozenset[str]:
        """The modules that symbols leave."""
        return frozenset(module for module, _ in self.symbols)

    def symbol(self, module: str, name: str) -> tuple[str, str]:
        """Return where *name* of *module* is afterwards: its own move wins over its module's."""
        return self.symbols.get((module, name)) or (self(module), name)

    def moves_name(self, name: str) -> bool:
        """Say whether *name* has another name afterwards."""
        return self(name) != name

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The qualified names of the modules and packages that move, sorted."""
        return tuple(sorted({m.source for m in self.moves if not m.is_symbol}))

    @cached_property
    def parents_of_moved(self) -> frozenset[str]:
        """What attribute access passes through to what moves: packages, and homes of symbols."""
        above = {above for source in self.sources for above in ancestors(source)}
        homes = {name for home in self.symbol_homes for name in (*ancestors(home), home)}
        return frozenset(above | homes)

    def splits(self, package: str) -> bool:
        """Say whether names below *package* part ways: it and its content do not move as one."""
        target = self(package)
        if any(is_within(home, package) for home in self.symbol_homes):
            return True
        return package in self._alone or any(
            source != package
            and is_within(source, package)
            and self(source) != target + source[len(package) :]
            for source in self.sources
        )

    def inverse(self) -> NameMap:
        """Return the map that undoes this one."""
        return NameMap(Move(m.target, m.source, m.alone) for m in self.moves)
