"""Where a text may name a group of entry points, and not the module that is called as it is.

Other distributions know a group by its name (the entry points specification,
https://packaging.python.org/en/latest/specifications/entry-points/), so it stays when the module
moves.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from rezone.transforms.references.mention import Mention

_GOES_ON = re.compile(r"[.:]\w")
# What stands before a name that is a module's: a role, a directive, an option of a command.
_A_MODULE = re.compile(r"(?:mod:`[~!]?|module:: ?|::: ?|\s-[mp] +|--(?:cov|source)[= ])$")


def may_be_group(mention: Mention, text: str, groups: Collection[str]) -> bool:
    """Say whether *mention* in *text* is one of *groups* as a whole, and not marked as a module."""
    if mention.old not in groups or mention.kind != "dotted":
        return False
    if _GOES_ON.match(text, mention.end):
        return False
    return _A_MODULE.search(text, max(0, mention.start - 40), mention.start) is None
