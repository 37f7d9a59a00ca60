"""Qualified names: dotted strings that name a module, a package or a symbol in one.

A symbol is written ``pkg.mod:Symbol`` where it must be told from a module (plan files), and
``pkg.mod.Symbol`` where Python writes it so.
"""

from __future__ import annotations

from keyword import iskeyword


def is_within(name: str, package: str) -> bool:
    """Say whether *name* is *package* or lies below it, on a dotted boundary."""
    return name == package or name.startswith(package + ".")


def parent(name: str) -> str:
    """Return the package that contains *name*, ``""`` for a top-level name."""
    return name.rpartition(".")[0]


def last(name: str) -> str:
    """Return the segment after the last dot."""
    return name.rpartition(".")[2]


def top(name: str) -> str:
    """Return the segment before the first dot."""
    return name.partition(".")[0]


def ancestors(name: str) -> list[str]:
    """Return the packages above *name*, outermost first, without *name* itself."""
    parts = name.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts))]


def is_dotted_name(text: str) -> bool:
    """Say whether *text* is a dotted sequence of identifiers that are no keywords."""
    return all(part.isidentifier() and not iskeyword(part) for part in text.split("."))
