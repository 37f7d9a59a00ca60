"""The moves of one plan, as the harness understands them: names and paths before and after.

Written apart from rezone's own name map on purpose: what judges must not share code with what
is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@dataclass(frozen=True)
class Moves:
    """Old qualified name → new qualified name, of modules and packages below one import root."""

    table: dict[str, str]

    def name(self, name: str) -> str:
        """Return what *name*, or what lies below it, is called after the moves.

        A name that lies in a target already is called so: the map may be applied twice.
        """
        if any(within(name, target) for target in self.table.values()):
            return name
        sources = [source for source in self.table if within(name, source)]
        if not sources:
            return name
        source = max(sources, key=len)
        return self.table[source] + name[len(source) :]

    def path(self, path: str, root: str) -> str:
        """Return where *path* is after the moves; a pytest id keeps what follows its ``::``."""
        file, marker, inside = path.partition("::")
        prefix = "" if root == "." else root + "/"
        if not file.startswith(prefix):
            return path
        stem = file.removeprefix(prefix).removesuffix(".py")
        suffix = ".py" if file.endswith(".py") else ""
        moved = self.name(stem.replace("/", ".")).replace(".", "/")
        return prefix + moved + suffix + marker + inside

    def paths(self, paths: tuple[str, ...], root: str, tree: Path) -> list[str]:
        """Return the paths that hold in the moved *tree* what *paths* held before.

        What leaves one of the folders is named by itself, else its tests would not be run.
        """
        prefix = "" if root == "." else root + "/"
        kept = [self.path(path, root) for path in paths]
        for source, target in self.table.items():
            old, new = (prefix + name.replace(".", "/") for name in (source, target))
            was_run = any(old.startswith(path + "/") for path in paths)
            if was_run and not any(new.startswith(path + "/") for path in kept):
                kept.append(new if (tree / new).is_dir() else f"{new}.py")
        return kept
