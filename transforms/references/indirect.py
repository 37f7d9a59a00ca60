"""Documents that a phase concerns although they name nothing that moves.

A pattern finds it, or a list names the package that it leaves.
"""

from __future__ import annotations

from functools import lru_cache

from rezone.transforms.index.modules import SOURCE_SUFFIXES
from rezone.transforms.names import top
from rezone.transforms.references.path_regions import may_hold_pattern
from rezone.transforms.references.text_map import TextMap

# Where tools are told which packages there are.
_SETTINGS = (
    *(".toml", ".ini", ".cfg", ".conf", ".coveragerc", ".flake8", ".importlinter"),
    *(".yml", ".yaml", ".json", ".sh", "akefile", "ustfile", "noxfile.py"),
)
# Lists of patterns, and settings with such lists: one without a star finds files by their names.
_LISTS = ("ignore", "MANIFEST.in", "CODEOWNERS", ".gitattributes")
_OF_TOOLS = (".toml", ".ini", ".cfg", ".coveragerc", ".flake8", "pylintrc")
_SAY_WHICH = (b"ignore", b"exclude", b"omit", b"skip", b"filterwarnings", b"norecursedirs")


def may_concern(path: str, content: bytes, text_map: TextMap) -> bool:
    """Say whether the file at *path* may hold such a pattern or list: bytes only."""
    if not path.endswith(SOURCE_SUFFIXES) and may_hold_pattern(path, content, text_map):
        return True
    if text_map.paths and _holds_patterns(path, content):
        return True
    left = _left(text_map)
    return bool(left) and path.endswith(_SETTINGS) and any(name in content for name in left)


def _holds_patterns(path: str, content: bytes) -> bool:
    if path.endswith(_LISTS):
        return True
    return path.endswith(_OF_TOOLS) and any(word in content for word in _SAY_WHICH)


@lru_cache(maxsize=8)
def _left(text_map: TextMap) -> tuple[bytes, ...]:
    """Return the top-level packages of which something goes to new ones."""
    names = {top(old.name) for new in text_map.new_tops for old, _ in new.came}
    return tuple(sorted(name.encode() for name in names))
