"""Standard libraries on this machine, each with its own tests: sources that nobody wrote for us."""

from __future__ import annotations

import os
import sysconfig
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from extent import IS_THOROUGH

SLICE = ("asyncio", "email", "importlib", "json", "logging")
"""The packages of the library that are always fuzzed."""
LEFT_OUT = ("site-packages", "__pycache__")
OWN = Path(sysconfig.get_path("stdlib"))


@dataclass(frozen=True)
class Library:
    """The folder *root* with the standard library of a Python; *files* are relative to it."""

    name: str
    root: Path
    files: tuple[str, ...]

    @classmethod
    def at(cls, root: Path, packages: tuple[str, ...] = ()) -> Library:
        """Return the library at *root*, or only those *packages* of it."""
        found = []
        for start in [root / name for name in packages] or [root]:
            for top, folders, files in os.walk(start):
                folders[:] = [name for name in folders if name not in LEFT_OUT]
                place = Path(top).relative_to(root)
                found += [(place / name).as_posix() for name in files if name.endswith(".py")]
        return cls(root.name, root, tuple(sorted(found)))

    @cached_property
    def contents(self) -> dict[str, bytes]:
        """The bytes of each file."""
        return {path: (self.root / path).read_bytes() for path in self.files}

    @property
    def is_own(self) -> bool:
        """Whether it is the library of the Python that runs, which knows what stands in it."""
        return self.root == OWN


def libraries() -> list[Library]:
    """Return the library of this Python, or a slice of it.

    When thorough also those in ``REZONE_LIBRARIES``, a path like ``PATH``: what is newer than the
    Python that runs may not parse, and must be told so file by file.
    """
    if not IS_THOROUGH:
        return [Library.at(OWN, SLICE)]
    others = os.environ.get("REZONE_LIBRARIES", "").split(os.pathsep)
    roots = dict.fromkeys([OWN, *(Path(path).resolve() for path in others if path)])
    return [Library.at(root) for root in roots]
