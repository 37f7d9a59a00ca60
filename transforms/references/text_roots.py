"""Dotted names that start from the folder above an import root: ``uvicorn src.app:app``."""

from __future__ import annotations

import re

from rezone.transforms.names import is_dotted_name
from rezone.transforms.references.folders import Destination
from rezone.transforms.references.text_map import TextMap

_BEGINS = r"(?<![\w.\-/@$\\])"


def behind_a_root(text_map: TextMap) -> str:
    """Return a pattern that matches nothing, where an import root and a dot stand before."""
    above = [re.escape(f"{root}.") for root in _dotted(text_map)]
    return "|".join(rf"(?<={_BEGINS}{root})" for root in above) or r"(?!)"


def leaves_its_root(text: str, start: int, new: Destination, text_map: TextMap) -> str:
    """Return why the name at *start*, which becomes *new*, cannot follow behind an import root.

    ``""`` where it can, or stands behind none.
    """
    if text[start - 1 : start] != "." or not isinstance(new, str):
        return ""
    roots = _dotted(text_map)
    root = next((r for r in roots if text.endswith(f"{r}.", 0, start)), "")
    place = f"{root}.{new}".replace(".", "/")
    arrives = (path.startswith((f"{place}.", f"{place}/")) for path in text_map.paths.values())
    if not root or any(arrives):
        return ""
    return f"it starts from the folder above {root}, which the module leaves"


def _dotted(text_map: TextMap) -> list[str]:
    """Return the import roots as dotted names, longest first."""
    dotted = [root.replace("/", ".") for root in text_map.roots if root]
    return [root for root in dotted if is_dotted_name(root)]
