"""Paths of a tree: posix text, relative to its root."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath


def ancestors(path: str) -> list[str]:
    """Return the folders above *path* below the root, outermost first."""
    parts = path.split("/")
    return ["/".join(parts[:n]) for n in range(1, len(parts))]


def parent(path: str) -> str:
    """Return the folder that holds *path*, ``"."`` for the root."""
    return path.rpartition("/")[0] or "."


def depth(path: str) -> tuple[int, str]:
    """Return a sort key that puts outer folders first."""
    return path.count("/"), path


def case_key(path: str) -> str:
    """Return what a file system without case, or with composed Unicode, takes *path* for."""
    return path.lower() if path.isascii() else unicodedata.normalize("NFC", path).casefold()


def flat_name(path: str) -> str:
    """Return a name for what belongs at *path*, of one segment and fit for any file system."""
    return sha256(os.fsencode(path)).hexdigest()[:16]


@dataclass(slots=True)
class Places:
    """Where paths of the tree at *root* really are; each folder is looked up once."""

    root: Path
    _folders: dict[str, Path] = field(default_factory=dict)
    _outside: dict[str, bool] = field(default_factory=dict)

    def of(self, path: str) -> Path:
        """Return the place of *path*: symbolic links above it resolved, itself not."""
        folder = parent(path)
        if folder not in self._folders:
            self._folders[folder] = Path(os.path.realpath(self.root / folder))
        return self._folders[folder] / PurePosixPath(path).name

    def is_outside(self, path: str) -> bool:
        """Say whether a symbolic link above *path* leads out of the root."""
        folder = parent(path)
        if folder not in self._outside:
            self._outside[folder] = not self.of(path).is_relative_to(self.of("x").parent)
        return self._outside[folder]
