"""Which modules are there: asked of the disk name by name, without listing the tree.

What `Index` knows of a whole workspace, this knows of the few names that one file mentions.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from rezone.phases.engine.store import NEVER
from rezone.phases.linting.nearest_plan import PlanInForce
from rezone.transforms.bridges.bridge import HEAD, Bridge, read_bridge
from rezone.transforms.index.layout import folder_in
from rezone.transforms.index.modules import MODULE_SUFFIXES, SOURCE_SUFFIXES
from rezone.transforms.names import ancestors

if TYPE_CHECKING:
    from rezone.transforms.symbols.definitions import Binders

_INITS = tuple("/__init__" + suffix for suffix in SOURCE_SUFFIXES)


class ModulesOnDisk:
    """The modules below the roots of a plan, as they are while one file is looked at.

    A bridge is no module: what it stands for is elsewhere.
    """

    def __init__(self, plan: PlanInForce) -> None:
        self._plan = plan
        self.files = cache(self._files)
        self._binders = cache(self._read)

    def _files(self, name: str) -> tuple[str, ...]:
        """Return the files that are the module *name*; of a namespace package one that it holds.

        Paths are posix and relative to the repository.
        """
        stems = [folder_in(root, name) for root in self._plan.roots]
        own = tuple(path for path in self._own(stems) if self.bridge_at(path) is None)
        if own:
            return own
        below = (path for stem in stems for path in self._below(stem))
        return tuple(path for path in (next(below, ""),) if path)

    def _own(self, stems: list[str]) -> Iterator[str]:
        for stem in stems:
            for ending in (*_INITS, *MODULE_SUFFIXES):
                path = stem + ending
                if (self._plan.root / path).is_file() and not self._plan.excludes(path):
                    yield path

    def _below(self, folder: str) -> Iterator[str]:
        """Yield the Python files below *folder*, leaving those above packages of their own alone.

        A folder that holds nothing but what Python compiled is no package.
        """
        try:
            entries = sorted(os.scandir(self._plan.root / folder), key=lambda entry: entry.name)
        except OSError:
            return
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in NEVER and entry.name.isidentifier():
                    yield from self._below(path)
            elif (
                path.endswith(MODULE_SUFFIXES)
                and not self._plan.excludes(path)
                and self.bridge_at(path) is None
            ):
                yield path

    def children(self, folder: str) -> set[str]:
        """Return the names that files and folders directly in *folder* may have as modules."""
        try:
            entries = os.listdir(self._plan.root / folder)
        except OSError:
            return set()
        return {stem for entry in entries if (stem := entry.partition(".")[0]).isidentifier()}

    def has(self, name: str) -> bool:
        """Say whether *name* is a module or package."""
        return bool(self.files(name))

    def is_regular_package(self, name: str) -> bool:
        """Say whether *name* is a package with an ``__init__`` file."""
        return any(path.endswith(_INITS) for path in self.files(name))

    def defines(self, module: str, symbol: str) -> bool:
        """Say whether *module* defines *symbol* at its top level, and does not just import it."""
        binders = self._binders(module)
        return binders is not None and binders.defines(symbol)

    def _read(self, module: str) -> Binders | None:
        from rezone.transforms.references.source import SourceText, Unreadable
        from rezone.transforms.symbols.definitions import Binders

        for path in self.files(module)[:1]:
            try:
                content = (self._plan.root / path).read_bytes()
                return Binders(SourceText.decode(content, path).parse())
            except (OSError, Unreadable):
                break
        return None

    def bridge_at(self, path: str) -> Bridge | None:
        """Return the bridge that the file *path* is, None for any other."""
        try:
            with open(self._plan.root / path, "rb") as stream:
                return read_bridge(path, stream.read(HEAD))
        except OSError:
            return None

    def bridge_to(self, name: str) -> Bridge | None:
        """Return the bridge that answers to *name*: its own, or that of a package above it."""
        for above in reversed([*ancestors(name), name]):
            stems = [folder_in(root, above) for root in self._plan.roots]
            found = filter(None, (self.bridge_at(path) for path in self._own(stems)))
            bridge = next(found, None)
            if bridge is not None:
                return bridge
        return None
