"""From the names that a plan writes to a Move: ``pkg``, ``pkg.mod:Symbol``, ``pkg.__init__``."""

from __future__ import annotations

from keyword import iskeyword

from rezone.phases.plan.table import Table
from rezone.transforms.moves.move import Move
from rezone.transforms.names import is_dotted_name

_INIT = ".__init__"


def name_problem(name: str) -> str:
    """Say why *name* names no module and no symbol, ``""`` if it does."""
    module, colon, symbol = name.partition(":")
    if not is_dotted_name(module):
        return f"{name!r} is no dotted name of Python identifiers"
    if "__init__" in module.split(".")[: None if colon else -1] or module == "__init__":
        return f"{name!r} names an __init__ where its package is meant"
    if colon and (not symbol.isidentifier() or iskeyword(symbol)):
        return f"{name!r} names no top-level symbol after the colon"
    return ""


def read_move(
    table: Table, keys: tuple[str, str], source: str, target: str, alone: bool = False
) -> Move | None:
    """Return the move of *source* to *target*, or ``None`` after noting what is wrong.

    ``pkg.__init__`` as source is the short form of *alone*: the package's own module moves, what
    lies below stays.

    Args:
        table: where the move stands.
        keys: the keys of *table* to blame for the source and for the target.
        source: qualified name of what moves.
        target: qualified name of what it becomes.
        alone: only the module itself moves, not what lies below it.
    """
    if source.endswith(_INIT):
        source, alone = source.removesuffix(_INIT), True
        target = target.removesuffix(_INIT)
    bad = [(key, n) for key, n in zip(keys, (source, target), strict=True) if name_problem(n)]
    for key, name in bad:
        table.wrong(key, name_problem(name), _name_hint(name))
    if bad:
        return None
    move = Move(source, target, alone)
    problem, hint = _mismatch(move)
    if problem:
        table.wrong(keys[1], problem, hint)
        return None
    return move


def _name_hint(name: str) -> str:
    """Say how to write what *name* probably means, ``""`` if that is not clear."""
    if "/" not in name and not name.endswith(".py"):
        return ""
    dotted = name.removesuffix(".py").strip("./").replace("/", ".")
    return f"names, not paths: {dotted!r}"


def _mismatch(move: Move) -> tuple[str, str]:
    """Say what is wrong with the pair although each name is a good one, and how to mend it."""
    source, target = move.source, move.target
    if target.endswith(_INIT):
        return f"{target!r} names a package's own module, {source!r} does not", (
            f"write {source + _INIT!r}, or leave {_INIT!r} out"
        )
    if move.is_symbol and ":" not in target:
        return f"{source!r} is a symbol, {target!r} a module", (
            f"write '{target}:{source.partition(':')[2]}'"
        )
    if not move.is_symbol and ":" in target:
        return f"{source!r} is a module, {target!r} a symbol", (
            f"leave out ':{target.partition(':')[2]}', or name the symbol in the source, too"
        )
    if move.is_symbol and move.alone:
        return f"{source!r} is a symbol: nothing lies below it", "leave out 'alone'"
    if source == target:
        return f"{source!r} is moved onto itself", "remove the move"
    return "", ""
