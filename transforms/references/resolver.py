"""The one place that decides what a dotted name refers to, and what it is called afterwards."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from posixpath import basename, dirname

from msgspec import Struct, field

from rezone.transforms.index.modules import Index, ModulePath
from rezone.transforms.index.namespace import Namespaces
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.names import ancestors, is_within, last
from rezone.transforms.references.folders import folders_above, goes_deeper, moved_folders
from rezone.transforms.references.tasks import Task


class Resolver(Struct, frozen=True, dict=True):
    """Names before and after one phase.

    Args:
        index: the modules of the workspace before the phase.
        names: the phase's name map.
        namespaces: what the packages above moved modules bind.
        homes: target of each move → the root it is created in.
        paths: old → new path of each file that moves.
        tasks: name → task that would be named otherwise afterwards.
        gone: top-level names that nothing has afterwards.
        stars: module that symbols leave → the names that ``import *`` takes from it; a module
            that is not there offers what has no leading underscore.
        groups: groups of entry points that are called as a module that moves.
    """

    index: Index
    names: NameMap
    namespaces: Namespaces
    homes: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    tasks: Mapping[str, Task] = field(default_factory=dict)
    stars: Mapping[str, frozenset[str]] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    def canonical(self, name: str) -> str:
        """Return the name below the innermost root: ``src.a.b`` → ``a.b`` for a root ``src``."""
        for prefix in self._prefixes:
            if name.startswith(prefix + "."):
                inner = name[len(prefix) + 1 :]
                if self.index.has(inner) or self.names.moves_name(inner) or inner in self._sources:
                    return inner
        return name

    def destination(self, name: str) -> str:
        """Return what *name* is called afterwards; a name below an outer root stays such."""
        inner = self.canonical(name)
        new = self.names(inner)
        if inner == name or new == inner:
            return new if new != inner else name
        prefix = name[: len(name) - len(inner) - 1]
        home = self._home(new)
        source = self.index.source_of(inner)
        named = [outer for outer in self.index.outer_names if outer.prefix == prefix]
        chosen = next((n for n in named if source and n.inner == source.root), named[0])
        if home == chosen.outer:
            return new
        for other in self.index.outer_names:
            if (other.inner, other.outer) == (home, chosen.outer):
                return f"{other.prefix}.{new}"
        return new

    def _home(self, new: str) -> str | None:
        targets = [t for t in self.homes if is_within(new, t)]
        return self.homes[max(targets, key=len)] if targets else None

    def moves(self, name: str) -> bool:
        """Say whether *name* is called otherwise afterwards."""
        return self.destination(name) != name

    def moves_whole(self, name: str) -> bool:
        """Say whether all that lies below the module *name* stays below what it becomes."""
        new = self.names(name)
        return all(
            self.names(below) == new + below[len(name) :]
            for below in self.index.names
            if is_within(below, name)
        )

    @cached_property
    def _above(self) -> frozenset[str]:
        above = {*self.names.parents_of_moved, *self.names.sources}
        found = set(above)
        for prefix in self._prefixes:
            found.update(f"{prefix}.{name}" for name in above)
            found.update((*ancestors(prefix), prefix))
        return frozenset(found)

    @cached_property
    def _sources(self) -> frozenset[str]:
        return frozenset(self.names.sources) | self.names.symbol_homes

    @cached_property
    def _prefixes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(outer.prefix for outer in self.index.outer_names))

    def heirs(self, name: str) -> tuple[str, ...]:
        """Return the packages that hold afterwards what was in the package *name*."""
        found = set()
        for below in self.index.names:
            if is_within(below, name) and below != name:
                new, tail = self.names(below), below[len(name) :]
                found.add(new[: -len(tail)] if new.endswith(tail) else new.rpartition(".")[0])
        return tuple(sorted(found - {""}))

    def heir(self, name: str) -> str:
        """Return the package to which all of the package *name* goes, each module as it was.

        ``""``: there is none, or more than one.
        """
        heirs = self.heirs(name)
        below = [n for n in self.index.names if is_within(n, name) and n != name]
        is_one = len(heirs) == 1 and all(
            self.names(n) == f"{heirs[0]}{n[len(name) :]}" for n in below
        )
        return heirs[0] if is_one else ""

    def leads_to_moved(self, name: str) -> bool:
        """Say whether attributes of the module *name* can reach a module that moves."""
        return name in self._above

    def is_submodule(self, package: str, name: str, loaded: bool = False) -> bool:
        """Say whether ``from package import name`` finds a module, not an attribute.

        *loaded*: ``package.name`` has been imported as a module by then.
        """
        inner = self.canonical(package)
        full = f"{inner}.{name}"
        if full not in self.index.names and full not in self._sources:
            outer = f"{package}.{name}"
            below = self.canonical(outer)
            if below != outer and (self.index.has(below) or below in self._sources):
                return True
            return any(is_within(prefix, outer) for prefix in self._prefixes)
        if loaded:
            return not self.namespaces.keeps_value(inner, name)
        return not self.namespaces.binds_value(inner, name)

    def longest_module(
        self, base: str, attributes: list[str], imported: Collection[str] = ()
    ) -> int:
        """Return how many of *attributes*, taken of module *base*, still lead to a module.

        *imported* are modules that are imported by then.
        """
        current = base
        for count, attribute in enumerate(attributes):
            following = f"{current}.{attribute}"
            loaded = any(is_within(name, following) for name in imported)
            leads = self.leads_to_moved(current)
            if not (leads and self.is_submodule(current, attribute, loaded)):
                return count
            current = following
        return len(attributes)

    def concerns(self, statement: str) -> bool:
        """Say whether the text of an import statement can name what moves, or a way to it."""
        words = self._words_of_from if statement.startswith("from") else self._words_of_import
        return words.search(statement) is not None

    @cached_property
    def _words_of_from(self) -> re.Pattern[str]:
        """The last segments of what moves, and of what ``from`` can import above it.

        A top-level package that stays is not imported by ``from``, so its name says nothing there.
        """
        symbols = {name for _, name in self.names.symbols}
        homes = {*self.names.symbol_homes, *(home for home, _ in self.names.symbols.values())}
        above = (name for name in self._above if "." in name)
        return _any_word({*symbols, *map(last, (*homes, *self.names.sources, *above))})

    @cached_property
    def _words_of_import(self) -> re.Pattern[str]:
        return _any_word(set(map(last, self._above)))

    def symbol(self, module: str, name: str) -> tuple[str, str] | None:
        """Return (module, name) of a symbol that moves, afterwards; None for any other name."""
        if not self.names.symbols:
            return None
        inner = self.canonical(module)
        found = self.names.symbols.get((inner, name))
        if found is None or inner == module:
            return found
        home, source = self.index.source_of(found[0]), self.index.source_of(inner)
        beside = home is not None and source is not None and home.root == source.root
        return (f"{module[: -len(inner)]}{found[0]}", found[1]) if beside else found

    def follow(self, name: str) -> str:
        """Return what the dotted *name* of a module, or of something in it, is afterwards."""
        parts = name.split(".") if self.names.symbols else []
        for count in range(1, len(parts)):
            found = self.symbol(".".join(parts[:count]), parts[count])
            if found is not None:
                return ".".join([*found, *parts[count + 1 :]])
        return self.destination(name)

    def lost_to_star(self, module: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield (name, (module, name) afterwards) of what ``from module import *`` will miss."""
        inner = self.canonical(module)
        if inner not in self.names.symbol_homes:
            return
        offered = self.stars.get(inner)
        for home, name in sorted(self.names.symbols):
            public = not name.startswith("_") if offered is None else name in offered
            found = self.symbol(module, name) if home == inner and public else None
            if found is not None:
                yield name, found

    def from_import(self, module: str, name: str) -> tuple[str, str]:
        """Return (module, name) that ``from module import name`` reads afterwards."""
        key = (module, name)
        if key not in self._imported:
            self._imported[key] = self._from_import(module, name)
        return self._imported[key]

    @cached_property
    def _imported(self) -> dict[tuple[str, str], tuple[str, str]]:
        """What was asked for already: most files of a program import the same."""
        return {}

    def _from_import(self, module: str, name: str) -> tuple[str, str]:
        moved = self.symbol(module, name)
        if moved is not None:
            return moved
        home = self.destination(module)
        if name == "*" or not self.leads_to_moved(module) or not self.is_submodule(module, name):
            return home, name
        new = self.destination(f"{module}.{name}")
        above, _, tail = new.rpartition(".")
        return above, tail

    @cached_property
    def _folders(self) -> Mapping[str, str | tuple[str, ...]]:
        return moved_folders(self.paths, self.index.files)

    @cached_property
    def ways_in(self) -> frozenset[str]:
        """The names one of which a path must have that leads from what stays to what moves."""
        inside = self._folders.keys()
        places = {*self.paths, *self._folders}
        return frozenset(basename(p) for p in places if inside.isdisjoint(folders_above(p)))

    def place(self, path: str) -> str | tuple[str, ...]:
        """Return where the file or folder *path* is afterwards, or all the places it goes to.

        What lies below a folder that moves follows it.  A package goes where its ``__init__`` goes.
        """
        if path in self.paths:
            return self.paths[path]
        parts = path.split("/")
        for count in range(len(parts), 0, -1):
            folder = "/".join(parts[:count])
            target = self._folders.get(folder)
            if target is None:
                continue
            if goes_deeper(folder, target) and not self._is_package(folder):
                return path  # it stays what it was: the folder that the packages lie in
            if isinstance(target, tuple):
                init = self.paths.get(f"{folder}/__init__.py", "")
                if not init.endswith("/__init__.py"):
                    return target
                target = init.rpartition("/")[0]
            return "/".join([target, *parts[count:]])
        return path

    def _is_package(self, folder: str) -> bool:
        """Say whether *folder* holds files that move and is no folder that names start from."""
        starts = (root == folder or root.startswith(f"{folder}/") for root in self.index.roots)
        return not any(starts) and any(dirname(path) == folder for path in self.paths)

    def submodules_after(self, package: str) -> frozenset[str]:
        """Return the last segments of the modules directly in *package* afterwards."""
        after = (self.names(name).rpartition(".") for name in self.index.names)
        return frozenset(last for above, _, last in after if above == package)

    def after(self, here: ModulePath | None) -> ModulePath | None:
        """Return the module *here* as it is named and placed afterwards."""
        if here is None or here.path not in self.paths:
            return here
        path = self.paths[here.path]
        is_package = path.rpartition("/")[2].startswith("__init__.")
        name = self.names(here.name)
        return ModulePath(name, path, self._home(name) or here.root, is_package)


def _any_word(words: Collection[str]) -> re.Pattern[str]:
    """Return a pattern of any of *words*, as a whole word."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(words))) or '(?!)'})(?!\w)")
