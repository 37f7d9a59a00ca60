"""One move: an old qualified name and its new one."""

from __future__ import annotations

from msgspec import Struct


class Move(Struct, frozen=True):
    """A package (with all below it), a module, or a symbol goes from *source* to *target*.

    Both are qualified names: ``pkg.mod`` for a module or package, ``pkg.mod:Symbol`` for a
    symbol.  With *alone* only the module itself moves: for a package its ``__init__``, while
    what lies below stays.
    """

    source: str
    target: str
    alone: bool = False

    @property
    def is_symbol(self) -> bool:
        """Say whether a top-level class, function or variable moves, and no module."""
        return ":" in self.source
