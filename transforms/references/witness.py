"""What CPython's own symbol table says of a file: does it parse, and which names do imports bind.

The table is made without a syntax tree as Python sees it, for two thirds of the price.
"""

from __future__ import annotations

import warnings

try:
    import _symtable  # type: ignore[import-not-found]
except ImportError:  # another Python than CPython
    _symtable = None


def imported_names(text: str) -> frozenset[str] | None:
    """Return the names that some scope of *text* binds by import.

    None where it does not parse, or where this Python has no such table.  A file may parse that
    has none (``return`` outside a function): a tree must be tried then.
    """
    if _symtable is None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table = _symtable.symtable(text, "", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    by_import: int = _symtable.DEF_IMPORT
    found: set[str] = set()
    stack = [table]
    while stack:
        table = stack.pop()
        found.update([name for name, flags in table.symbols.items() if flags & by_import])
        stack.extend(table.children)
    return frozenset(found)
