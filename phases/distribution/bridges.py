"""The bridges in a build: modules at old names, which are there beside what phases leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname

from msgspec import Struct

from rezone.transforms.bridges.bridge import Bridge, read_bridge


class Bridges(Struct, frozen=True, dict=True):
    """The bridges among the *files* of a build, by path; its names start below *roots*."""

    by_path: Mapping[str, Bridge]
    files: frozenset[str]
    roots: tuple[str, ...]

    @classmethod
    def among(cls, contents: Mapping[str, bytes], roots: tuple[str, ...]) -> Bridges:
        """Return the bridges among the files of a build, roots being prefixes of their paths."""
        found = ((path, read_bridge(path, content)) for path, content in contents.items())
        bridges = {path: bridge for path, bridge in found if bridge is not None}
        return cls(bridges, frozenset(contents), roots or ("",))

    def may_be(self, path: str, expected: bytes | None) -> bool:
        """Say whether at *path* is a bridge, and nothing else is *expected* there.

        Another text of the same bridge is none: its day or its phase may be said elsewhere.
        """
        found = self.by_path.get(path)
        if found is None or expected is None:
            return found is not None
        wanted = read_bridge(path, expected)
        return wanted is not None and (wanted.old, wanted.new) == (found.old, found.new)

    def leads_nowhere(self, path: str) -> Iterator[str]:
        """Yield what is wrong with the bridge at *path*: the module it leads to is not there."""
        new = self.by_path[path].new
        stems = [f"{root}{new.replace('.', '/')}" for root in self.roots]
        files = (f"{stem}{end}" for stem in stems for end in (".py", ".pyi", "/__init__.py"))
        if self.files.isdisjoint(files) and not any(self._is_folder(stem) for stem in stems):
            yield f"is a bridge to {new}, which is not there"

    def _is_folder(self, stem: str) -> bool:
        return any(file.startswith(f"{stem}/") for file in self.files)

    def need(self, path: str) -> bool:
        """Say whether the file at *path* is an ``__init__`` above a bridge."""
        folder = dirname(path)
        is_init = path.endswith("/__init__.py")
        return is_init and any(each.startswith(f"{folder}/") for each in self.by_path)
