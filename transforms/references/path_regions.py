"""Where in a text a path to what moves can stand: few lines of few files are looked at closely."""

from __future__ import annotations

from functools import lru_cache
from posixpath import basename, dirname

from rezone.transforms.references.folders import folders_above
from rezone.transforms.references.lost_patterns import lost_patterns
from rezone.transforms.references.path_pieces import (
    Anchor,
    anchored,
    line_around,
    lines_with,
    starred,
)
from rezone.transforms.references.text_map import TextMap

# Where patterns say what a tool passes over or takes in.
_LISTS_OF_PATTERNS = (
    *(".toml", ".ini", ".cfg", ".conf", ".coveragerc", ".flake8", ".pylintrc", "pylintrc"),
    *("ignore", "MANIFEST.in", "CODEOWNERS", ".gitattributes", ".yml", ".yaml", "akefile"),
)


def path_regions(path: str, text: str, text_map: TextMap) -> list[tuple[int, int]]:
    """Return the spans of *text*, of the file at *path*, that can hold a path to what moves.

    A file that moves, or lies in a folder that does, is looked at whole: what leads out of it
    leads elsewhere afterwards.  Of any other only the lines with a piece of such a path.
    """
    moving = text_map.folders.keys()
    if not path or path in text_map.paths or moving & set(folders_above(path)):
        return [(0, len(text))]
    lines = {*lines_with(_pieces(text_map), text)}
    if "*" in text:
        found = [*starred(text, _holding(text_map))]
        if path.endswith(_LISTS_OF_PATTERNS):
            found += lost_patterns(text, text_map)
        lines.update(line_around(text, position) for position in found)
    return sorted(lines)


def may_hold_pattern(path: str, content: bytes, text_map: TextMap) -> bool:
    """Say whether a document may find what moves by a star, without the name of any of it."""
    if b"*" not in content:
        return False
    text = content.decode("latin-1")
    if any(True for _ in starred(text, _holding(text_map))):
        return True
    return path.endswith(_LISTS_OF_PATTERNS) and any(True for _ in lost_patterns(text, text_map))


@lru_cache(maxsize=8)
def _pieces(text_map: TextMap) -> tuple[Anchor, ...]:
    """Return what finds the pieces of text one of which every path has that leads to what moves."""
    keys: set[str] = set()
    moving = text_map.folders.keys()
    outermost = [folder for folder in moving if not moving & set(folders_above(folder))]
    for folder in outermost:
        name = folder.rpartition("/")[2]
        keys |= {f"/{name}", f"{name}/", f"\\{name}", f"{name}\\"}
        keys |= {f"{above.rpartition('/')[2]}/*" for above in folders_above(folder)}
        above = folder.rpartition("/")[0].rpartition("/")[2]
        keys |= {f"{above}/{{", f"{above}/(", f"{above}\\/("} if above else set()
    for path in text_map.paths:
        if not moving & set(folders_above(path)):
            name = path.rpartition("/")[2]
            stem = name.partition(".")[0]
            keys |= {name, name.replace(".", "\\."), f"/{stem}", f"\\{stem}"}
            keys |= {f"{above.rpartition('/')[2]}/*" for above in folders_above(path)}
    return anchored(keys)


@lru_cache(maxsize=8)
def _holding(text_map: TextMap) -> frozenset[str]:
    """Return the names of the folders that lose something."""
    moved = (*text_map.paths, *text_map.folders)
    return frozenset(basename(dirname(path)) for path in moved if "/" in path)
