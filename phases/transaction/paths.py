"""Paths of a tree: posix text, relative to its root."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from msgspec import Struct, field


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


def case_keys(paths: Iterable[str]) -> dict[str, str]:
    """Return the `case_key` of each of *paths*; nearly all of them are made lower in one go."""
    ours = list(paths)
    plain = [path for path in ours if path.isascii()]
    lower = "\0".join(plain).lower().split("\0")
    found = dict(zip(plain, lower, strict=False))  # of no path there is one empty piece
    return found | {path: case_key(path) for path in ours if path not in found}


def is_below(path: str, folder: str) -> bool:
    """Say whether the absolute *path* is *folder* or lies in it; both are resolved already."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def flat_name(path: str) -> str:
    """Return a name for what belongs at *path*, of one segment and fit for any file system."""
    return sha256(os.fsencode(path)).hexdigest()[:16]


class Places(Struct):
    """Where paths of the tree at *root* really are; each folder is looked up once."""

    root: Path
    _folders: dict[str, str] = field(default_factory=dict)

    def of(self, path: str) -> str:
        """Return the place of *path*: symbolic links above it resolved, itself not."""
        return os.path.join(self._folder(parent(path)), path.rpartition("/")[2])

    def is_outside(self, path: str) -> bool:
        """Say whether a symbolic link above *path* leads out of the root."""
        return not is_below(self._folder(parent(path)), self._folder("."))

    def _folder(self, folder: str) -> str:
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(self.root / folder)
        return self._folders[folder]
