"""Which files are which modules, by path alone.

The finder's order of the import system (language reference 5.3, `importlib.machinery.FileFinder`)
decides between files of one name: a regular package, then a module, then a namespace package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

SOURCE_SUFFIXES = (".py", ".pyi")
CYTHON_SUFFIXES = (".pyx", ".pxd", ".pxi")
# A module in Cython is one as well, though nothing here reads it as Python.
MODULE_SUFFIXES = (*SOURCE_SUFFIXES, ".pyx")


class ModulePath(Struct, frozen=True):
    """One file of a module under its canonical name, that from the innermost root around it."""

    name: str
    path: str
    root: str
    is_package: bool

    @property
    def package(self) -> str:
        """The package that relative imports in this file start from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]


class OuterName(NamedTuple):
    """What lies in the root *inner* is named ``<prefix>.<name>`` from the folder *outer*."""

    prefix: str
    inner: str
    outer: str


def below(path: str, folder: str) -> str | None:
    """Return *path* relative to *folder* (``""`` is the repository root), None if outside."""
    if not folder:
        return path
    return path[len(folder) + 1 :] if path.startswith(folder + "/") else None


class Index(Struct, frozen=True, dict=True):
    """The modules of a workspace.

    Args:
        files: posix paths relative to the repository root.
        roots: import roots in ``sys.path`` order; ``""`` is the repository root itself.
    """

    files: frozenset[str]
    roots: tuple[str, ...]

    @cached_property
    def _innermost(self) -> tuple[str, ...]:
        return tuple(sorted(self.roots, key=len, reverse=True))

    @classmethod
    def build(cls, files: Iterable[str], roots: Iterable[str]) -> Index:
        """Index *files* below *roots*."""
        return cls(frozenset(files), tuple(roots))

    def after(self, left: Set[str], arrived: Set[str]) -> Index:
        """Return the index of a tree that the files *left* are gone from and *arrived* came to."""
        index = Index((self.files - left) | arrived, self.roots)
        if "by_path" in self.__dict__:
            found = dict(self.by_path)
            for path in left:
                found.pop(path, None)
            found.update(index.located(arrived))
            index.__dict__["by_path"] = found
        return index

    def locate(self, path: str) -> ModulePath | None:
        """Return the module that *path* is, None for a file outside every root."""
        return self.located((path,)).get(path)

    def here(self, path: str) -> ModulePath | None:
        """Return what the file *path* is to the imports in it, None outside every root.

        That is the module it is; or, where no import statement can name it (``0001_initial.py``,
        ``load-data.py``), what `importlib` and `runpy` call it.
        """
        found = self.by_path.get(path)
        root = next((r for r in self._innermost if below(path, r) is not None), None)
        if found is not None or root is None or not path.endswith(SOURCE_SUFFIXES):
            return found
        parts = (below(path, root) or "").rpartition(".")[0].split("/")
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        return ModulePath(name, path, root, is_package) if name else None

    @cached_property
    def by_path(self) -> Mapping[str, ModulePath]:
        """Every Python file that has a qualified name."""
        return self.located(self.files)

    def located(self, paths: Iterable[str]) -> dict[str, ModulePath]:
        """Return the modules among *paths*, by path; each folder's name is worked out once."""
        found: dict[str, ModulePath] = {}
        known: dict[str, tuple[str, str] | None] = {}
        for path in paths:
            if not path.endswith(MODULE_SUFFIXES):
                continue
            folder, _, file = path.rpartition("/")
            if folder not in known:
                known[folder] = self._prefix(folder)
            place = known[folder]
            stem = file.rpartition(".")[0]
            if place is None or not stem.isidentifier():
                continue
            root, prefix = place
            is_package = stem == "__init__"
            name = prefix.rpartition(".")[0] if is_package else prefix + stem
            if name:
                found[path] = ModulePath(name, path, root, is_package)
        return found

    def _prefix(self, folder: str) -> tuple[str, str] | None:
        """Return the root of *folder*, and what the names of the modules in it begin with."""
        for root in self._innermost:
            inside = below(folder + "/", root)
            if inside is not None:
                parts = inside.strip("/").split("/") if inside.strip("/") else []
                valid = all(map(str.isidentifier, parts))
                return (root, "".join(part + "." for part in parts)) if valid else None
        return None

    @cached_property
    def modules(self) -> Mapping[str, tuple[ModulePath, ...]]:
        """Canonical name → its files, the one that Python imports first."""
        found: dict[str, list[ModulePath]] = {}
        for module in self.by_path.values():
            found.setdefault(module.name, []).append(module)
        return {
            name: tuple(files) if len(files) == 1 else tuple(sorted(files, key=self._first))
            for name, files in found.items()
        }

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {root: n for n, root in enumerate(self.roots)}

    def _first(self, module: ModulePath) -> tuple[int, bool, int, str]:
        """Return the sort key that puts first what Python imports first; stubs come last."""
        kind = (".py", ".pyx", ".pyi").index(module.path[module.path.rindex(".") :])
        return self._order[module.root], not module.is_package, kind, module.path

    def files_of(self, name: str) -> tuple[ModulePath, ...]:
        """Return the files of the module *name* as `modules` has them, no others being read."""
        tail = name.replace(".", "/")
        ends = [f"{part}{suffix}" for part in ("", "/__init__") for suffix in MODULE_SUFFIXES]
        stems = [f"{root}/{tail}" if root else tail for root in self.roots]
        paths = (stem + end for stem in stems for end in ends)
        found = self.located(path for path in paths if path in self.files)
        return tuple(sorted((m for m in found.values() if m.name == name), key=self._first))

    @cached_property
    def packages(self) -> frozenset[str]:
        """Every package, namespace packages (folders with modules below them) included."""
        regular = {name for name, files in self.modules.items() if files[0].is_package}
        portions: set[str] = set()
        for name in self.modules:
            above = name.rpartition(".")[0]
            while above and above not in portions:
                portions.add(above)
                above = above.rpartition(".")[0]
        return frozenset(regular | {name for name in portions if name not in self.modules})

    @cached_property
    def names(self) -> frozenset[str]:
        """Every qualified name that can be imported: modules and packages."""
        return frozenset(self.modules) | self.packages

    def has(self, name: str) -> bool:
        """Say whether *name* is a module or package of the workspace."""
        return name in self.names

    def source_of(self, name: str) -> ModulePath | None:
        """Return the file that importing *name* runs, None for a namespace package."""
        files = self.modules.get(name)
        return files[0] if files else None

    def folders_of(self, package: str) -> Iterator[tuple[str, str]]:
        """Yield (root, folder) for each folder that holds a portion of *package*."""
        tail = package.replace(".", "/")
        for root in self.roots:
            folder = f"{root}/{tail}" if root else tail
            if folder in self.folders and self._belongs(folder, root):
                yield root, folder

    def _belongs(self, folder: str, root: str) -> bool:
        inner = next(r for r in self._innermost if folder == r or below(folder, r) is not None)
        return inner == root

    @cached_property
    def sourceless(self) -> frozenset[str]:
        """The names of modules of which there is what was compiled, or declared, and no source."""
        ends = (".so", ".pyd", ".pxd")
        found = (path.rpartition("/") for path in self.files if path.endswith(ends))
        stems = (f"{folder}{slash}{file.partition('.')[0]}.py" for folder, slash, file in found)
        return frozenset(m.name for m in self.located(stems).values()) - self.names

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a file, at any depth."""
        found: set[str] = set()
        for path in self.files:
            folder = path.rpartition("/")[0]
            while folder and folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(found)

    @cached_property
    def data_folders(self) -> frozenset[str]:
        """Every folder that holds something else than modules, not only below it."""
        data = (path for path in self.files if not path.endswith(MODULE_SUFFIXES))
        return frozenset(path.rpartition("/")[0] for path in data)

    @cached_property
    def outer_names(self) -> tuple[OuterName, ...]:
        """The prefixes under which folders above a root name what is in it, longest first.

        A folder above counts if it is a root itself, or if nothing else bears the prefix: a
        script that starts in the folder above ``src`` can say ``src.app``.
        """
        found = set()
        for inner in self.roots:
            parts = inner.split("/") if inner else []
            for start in range(len(parts)):
                prefix, outer = parts[start:], "/".join(parts[:start])
                if not all(part.isidentifier() for part in prefix):
                    continue
                if outer in self.roots or prefix[0] not in self._tops:
                    found.add(OuterName(".".join(prefix), inner, outer))
        return tuple(sorted(found, key=lambda name: (-len(name.prefix), name)))

    @cached_property
    def _tops(self) -> frozenset[str]:
        return frozenset(name.partition(".")[0] for name in self.modules)
