"""Whether code uses a moved module through a package that it imports whole, told by its text.

After ``import app`` a module below it is reached as ``app.db.url``.  Where every ``app`` of a file
goes on to something that stays, no tree is needed to follow it.
"""

from __future__ import annotations

import re

from rezone.transforms.references.dotted import ways_to_moved
from rezone.transforms.references.imports import ImportReference
from rezone.transforms.references.nearby import whole_word
from rezone.transforms.references.resolver import Resolver
from rezone.transforms.references.skim import Skim

_CHAIN = re.compile(r"(?:\.[^\W\d]\w*)+")
_STATEMENT = re.compile(r"(?:from|import)[ \t]+\Z")


def may_use(text: str, imports: list[ImportReference], resolver: Resolver, skim: Skim) -> bool:
    """Say whether *text* may reach what moves through what *imports* bind.

    *imports* are those that its *skim* found.
    """
    roots: set[str] = set()
    for module, new_module, is_plain in ways_to_moved(imports, resolver):
        if resolver.canonical(module) != module:
            return True
        if is_plain and new_module == module:
            roots.add(module)
        elif is_plain or resolver.names.splits(module):
            return True
    return any(_goes_to_moved(text, root, resolver, skim) for root in roots)


def _goes_to_moved(text: str, root: str, resolver: Resolver, skim: Skim) -> bool:
    for match in whole_word(root).finditer(text):
        start, end = match.span()
        if text[start - 1 : start] == "." or _STATEMENT.search(text, max(0, start - 12), start):
            continue
        chain = _CHAIN.match(text, end)
        literal = skim.literal_at(start)
        if chain is not None and _leaves(root, chain[0], resolver):
            continue
        if chain is None and literal is not None and not _has_fields(text, literal[0]):
            continue  # a word of a sentence
        return True
    return False


def _leaves(root: str, chain: str, resolver: Resolver) -> bool:
    """Say whether *chain*, behind *root*, goes on to what stays, and to nothing moved below it."""
    module = root
    for segment in chain.split(".")[1:]:
        below = f"{module}.{segment}"
        if resolver.moves(below) or resolver.symbol(module, segment) is not None:
            return False
        if not resolver.leads_to_moved(below):
            return True
        module = below
    return False


def _has_fields(text: str, quote: int) -> bool:
    """Say whether the literal that begins with *quote* is an f-string, or a template."""
    prefix = text[max(0, quote - 2) : quote].lower()
    return "f" in prefix or "t" in prefix
