"""Which qualified names exist on disk: all that the check of a plan needs of a workspace."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from rezone.phases.plan.paths import import_root, module_name
from rezone.transforms.index.modules import MODULE_SUFFIXES, Index
from rezone.transforms.names import ancestors


class NameView(Struct, frozen=True):
    """Qualified names: *modules* of modules and packages, *packages* of those that are packages.

    A folder that holds a module somewhere below it is a package, with or without ``__init__``;
    *bare* are those known to be without, *sourceless* names of which there is no source.
    """

    modules: frozenset[str]
    packages: frozenset[str]
    bare: frozenset[str] = frozenset()
    sourceless: frozenset[str] = frozenset()

    @classmethod
    def of(cls, index: Index) -> NameView:
        """Return the names of *index*."""
        bare = index.packages - index.modules.keys()
        return cls(index.names, index.packages, bare, index.sourceless)


def scan_names(root: Path, roots: tuple[str, ...] = ()) -> NameView:
    """Return the names of everything that can be imported from *roots*.

    A file below two roots has the name it has from the inner one.  Hidden folders,
    ``__pycache__`` and virtual environments are not entered; symbolic links to folders are not
    followed.

    Args:
        root: the repository.
        roots: import roots, posix and relative to *root*; none means guessed (see `import_root`).

    Raises:
        OSError: a folder cannot be listed.
    """
    modules: set[str] = set()
    packages: set[str] = set()
    for path in _module_files(root):
        base = import_root(path, roots)
        name = None if base is None else module_name(path, base)
        if name is None:
            continue
        modules.add(name)
        packages.update(ancestors(name))
        if Path(path).stem == "__init__":
            packages.add(name)
    return NameView(
        frozenset(modules | packages), frozenset(packages), frozenset(packages - modules)
    )


def _module_files(root: Path) -> Iterator[str]:
    """Yield the Python files below *root*, posix and relative to it."""
    for folder, folders, files in os.walk(root, onerror=_raise):
        if "pyvenv.cfg" in files:
            folders.clear()
            continue
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f != "__pycache__")
        for name in sorted(files):
            if name.endswith(MODULE_SUFFIXES):
                yield (Path(folder) / name).relative_to(root).as_posix()


def _raise(error: OSError) -> None:
    raise error
