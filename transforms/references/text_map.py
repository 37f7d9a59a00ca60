"""What moves in one phase, in the forms that text names it by: dotted names and paths."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from posixpath import basename

from msgspec import Struct

from rezone.transforms.index.new_tops import NewTop
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.names import ancestors, is_within, last, parent, top
from rezone.transforms.records import replace
from rezone.transforms.references.folders import Destination, folders_above, goes_deeper

Offers = Callable[[str, str], bool | None]
"""Says whether a module has a name; None where that is not known."""


def _unread(module: str, name: str) -> bool | None:  # noqa: ARG001 - the shape of `Offers`
    return None


class TextMap(Struct, frozen=True, eq=False, dict=True):
    """Everything text can say that a phase makes untrue.  Immutable, and survives pickling.

    *modules* are the qualified names before the phase, *paths* and *folders* what moves (a folder
    has several destinations when its content parts ways), *roots* the import roots. With *after* it
    answers for a tree that has moved already: an old name that is also a new one is current.
    *values* are modules that move and share their name with something else their package binds.
    *offers* is asked whether a module has a name, *tasks* stay, *kinds* are documents by pattern,
    *new_tops* the top-level packages that only the phase makes, *files* all that is there before,
    *lookalikes* files that stay and have the path of a moved folder in theirs, *gone* top-level
    names that nothing has afterwards, *groups* those of entry points that are called as a module.
    """

    names: NameMap
    modules: frozenset[str]
    paths: Mapping[str, str]
    folders: Mapping[str, Destination]
    roots: tuple[str, ...]
    after: bool = False
    values: frozenset[str] = frozenset()
    offers: Offers = _unread
    tasks: frozenset[str] = frozenset()
    kinds: tuple[tuple[str, str], ...] = ()
    new_tops: tuple[NewTop, ...] = ()
    files: frozenset[str] = frozenset()
    lookalikes: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    @classmethod
    def build(
        cls,
        names: NameMap,
        modules: frozenset[str],
        paths: Mapping[str, str],
        folders: Mapping[str, Destination],
        roots: tuple[str, ...],
        values: frozenset[str] = frozenset(),
        offers: Offers = _unread,
        tasks: frozenset[str] = frozenset(),
        kinds: tuple[tuple[str, str], ...] = (),
    ) -> TextMap:
        """Return the map of one phase; only the modules that could matter are kept."""
        tops = {top(move.source.partition(":")[0]) for move in names.moves}
        return cls(
            names,
            frozenset(name for name in modules if top(name) in tops),
            {old: new for old, new in paths.items() if old != new},
            {old: new for old, new in folders.items() if old != new},
            tuple(sorted({root.strip("./") for root in roots}, key=len, reverse=True)),
            values=values,
            offers=offers,
            tasks=tasks,
            kinds=kinds,
        )

    def afterwards(self) -> TextMap:
        """Return the map that finds what is still named as before the phase."""
        return replace(self, after=True, new_tops=())

    # -- dotted names ---------------------------------------------------------------------------

    @cached_property
    def tops(self) -> tuple[str, ...]:
        """The first segments of all names that move, longest first."""
        names = {*self.destinations, *self.symbols}
        return tuple(sorted({top(name) for name in names}, key=lambda name: (-len(name), name)))

    @cached_property
    def known(self) -> frozenset[str]:
        """Every module, every package above one, and the sources of renames without a file."""
        names = self.modules.union(self.names.sources)
        return names.union(above for name in names for above in ancestors(name))

    @cached_property
    def _depth(self) -> int:
        return 1 + max((name.count(".") for name in (*self.known, *self.symbols)), default=0)

    @cached_property
    def symbols(self) -> Mapping[str, str]:
        """Dotted old name → ``module:Symbol`` of each symbol that moves."""
        moves = self.names.moves
        return {move.source.replace(":", "."): move.target for move in moves if move.is_symbol}

    @cached_property
    def destinations(self) -> Mapping[str, Destination]:
        """Module or package → its new name, or all the places its content goes to."""
        found: dict[str, Destination] = {
            name: self.names(name) for name in self.known if self.names.moves_name(name)
        }
        found.update(self._emptied(found.keys()))
        return found

    def _emptied(self, moved: Collection[str]) -> Iterator[tuple[str, Destination]]:
        """Yield the packages that keep their name, lose all that is in them, and are no more."""
        heirs: dict[str, set[str]] = {}
        for folder, target in self.folders.items():
            name = self.name_of(folder)
            if name in self.known and name not in moved and name not in self._staying:
                several = (target,) if isinstance(target, str) else target
                heirs.setdefault(name, set()).update(map(self.name_of, several))
        for name, new in heirs.items():
            is_there = any(is_within(each, name) for each in new)  # it holds all of it deeper down
            if "" not in new and not is_there:
                yield name, next(iter(new)) if len(new) == 1 else tuple(sorted(new))

    @cached_property
    def _staying(self) -> frozenset[str]:
        """The packages in which a module stays, in whatever folder of theirs."""
        above = {package for name in self.modules for package in ancestors(name)}
        stay = (n for n in self.modules if n not in above and not self.names.moves_name(n))
        return frozenset(package for name in stay for package in ancestors(name))

    def resolve(self, name: str) -> tuple[str, Destination] | None:
        """Return the part of *name* that is a moved module or symbol, and where it goes.

        The longest prefix that is known decides, so that ``a.b.Thing`` stays when ``a.b`` stays.
        A symbol's destination is written ``module:Symbol``.  ``None`` where nothing moves.
        """
        probe = ".".join(name.split(".", self._depth)[: self._depth])
        while probe:
            target = self.symbols.get(probe) or self.destinations.get(probe)
            if target is not None:
                return None if self.after and self._is_current(name, probe) else (probe, target)
            if probe in self.known:
                return None
            probe = parent(probe)
        return None

    @cached_property
    def ends(self) -> frozenset[str]:
        """The last segments of the names that move."""
        return frozenset(map(last, (*self.symbols, *self.destinations)))

    def below(self, prefix: str) -> list[str]:
        """Return the known names that start with the characters *prefix*."""
        return [name for name in self.known if name.startswith(prefix)]

    def still_fits(self, prefix: str) -> bool:
        """Say whether, after the moves, a pattern of names that begin with *prefix* finds some."""
        return self.after and any(
            name.startswith(prefix) or name == prefix.rstrip(".") for name in self._current[0]
        )

    @cached_property
    def _current(self) -> tuple[frozenset[str], frozenset[str]]:
        modules = {self.names(name) for name in {*self.modules, *self.names.sources}}
        modules.update(target.replace(":", ".") for target in self.symbols.values())
        return frozenset(modules), frozenset(above for m in modules for above in ancestors(m))

    def _is_current(self, name: str, old: str) -> bool:
        modules, packages = self._current
        probe = name
        while probe and probe not in modules and probe not in packages:
            probe = parent(probe)
        if probe == old:  # a package that is only passed through does not hold its old symbols
            return probe in modules or probe == name
        return len(probe) > len(old)

    def name_of(self, folder: str) -> str:
        """Return the dotted name of *folder*, or of a file without its suffix, below its root."""
        for root in self.roots:
            if root == "" or folder.startswith(root + "/"):
                return folder[len(root) :].strip("/").replace("/", ".")
        return ""

    # -- paths ----------------------------------------------------------------------------------

    @cached_property
    def words(self) -> frozenset[str]:
        """The last segments of all paths that move, with and without ``.py``."""
        last = {basename(path) for path in (*self.paths, *self.folders)}
        return frozenset(last | {word.removesuffix(".py") for word in last})

    @cached_property
    def by_name(self) -> Mapping[str, tuple[str, ...]]:
        """The name of a module's file → all files that are called so."""
        found: dict[str, list[str]] = {}
        for path in self.files:
            if path.endswith(".py"):
                found.setdefault(basename(path), []).append(path)
        return {name: tuple(paths) for name, paths in found.items()}

    def locate(self, path: str) -> Destination | None:
        """Return where the file or folder *path* goes; what lies below a folder follows it."""
        if self.is_current(path):
            return None
        target = self.paths.get(path) or self.folders.get(path)
        if target is not None:
            return None if goes_deeper(path, target) else target  # it still holds all of it
        for folder in folders_above(path):
            moved = self.folders.get(folder)
            if moved is not None:
                if self._is_searched_for(path) or folder in self.roots:
                    return None
                gone = isinstance(moved, str) and not self.is_current(folder)
                return f"{moved}{path[len(folder) :]}" if gone else None
        return None

    def _is_searched_for(self, path: str) -> bool:
        """Say whether *path*, which is no file, is one from another folder, as templates are."""
        root = next((r for r in self.roots if r and path.startswith(r + "/")), "")
        tail, here = "/" + path[len(root) :].strip("/"), path.rstrip("/") + "/"
        return any(
            (old.endswith(tail) or f"{tail}/" in old) and not old.startswith(here)
            for old in (*self.paths, *self.lookalikes)
        )

    def is_current(self, path: str) -> bool:
        """Say whether *path* is, after the moves, the place of something that moved there."""
        return self.after and path in self._current_paths

    @cached_property
    def _current_paths(self) -> frozenset[str]:
        files = set(self.paths.values())
        return frozenset(files.union(folder for file in files for folder in folders_above(file)))

    # -- documents that cannot hold a mention ----------------------------------------------------

    @cached_property
    def _top_places(self) -> frozenset[tuple[str, str]]:
        """Folder and first segment below its import root of everything that moves."""
        places = set()
        for path in (*self.paths, *self.folders):
            root = next((r for r in self.roots if r and path.startswith(r + "/")), "")
            word = path[len(root) :].lstrip("/").partition("/")[0]
            places.add((f"{root}/{word}".lstrip("/"), word))
        return frozenset(places)

    @cached_property
    def needles(self) -> tuple[str, ...]:
        """Strings of which a document must hold one to name anything that moves."""
        return tuple(
            sorted({word.removesuffix(".py") for _, word in self._top_places} | {*self.tops})
        )

    @cached_property
    def _needles(self) -> tuple[bytes, ...]:
        return tuple(needle.encode() for needle in self.needles)

    def names_itself(self, path: str) -> bool:
        """Say whether *path* lies in a folder that gives something away: its paths start there."""
        return any(path.startswith(folder + "/") for folder, _ in self._top_places)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The shortest dotted names with which every name that moves begins, longest first."""
        names = {*self.destinations, *(name.rpartition(".")[0] for name in self.symbols)}
        outermost = [name for name in names if not names.intersection(ancestors(name))]
        return tuple(sorted(outermost, key=lambda name: (-len(name), name)))

    @cached_property
    def old_names(self) -> tuple[str, ...]:
        """The shortest names of two segments or more with which all begin that move."""
        names = {*self.destinations, *self.symbols}
        dotted = {name for name in names if "." in name}
        return tuple(sorted(name for name in dotted if dotted.isdisjoint(ancestors(name))))

    def may_be_in(self, path: str, content: bytes) -> bool:
        """Say whether the document at *path* can name what moves, by looking at its bytes."""
        return any(needle in content for needle in self._needles) or self.names_itself(path)
