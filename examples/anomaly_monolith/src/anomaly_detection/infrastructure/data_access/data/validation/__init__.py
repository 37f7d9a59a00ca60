"""Checks on files before they are read."""

from pathlib import Path

from ..loaders import LOADERS


def loadable(path: Path) -> bool:
    """Return whether *path* is a non-empty file that some loader reads."""
    return path.is_file() and path.suffix in LOADERS and path.stat().st_size > 0
