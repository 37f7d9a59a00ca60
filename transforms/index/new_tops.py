"""Top-level packages that a phase makes, of which lists know nothing, and those it takes away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from msgspec import Struct

from rezone.transforms.index.modules import Index, ModulePath
from rezone.transforms.names import top


class NewTop(Struct, frozen=True):
    """A top-level package or module that is not there before a phase, and is after it.

    *place* is its folder, or its file where it is a plain module; posix, from the repository.
    *came* are the modules that arrive in it, each as it is before and after.
    """

    name: str
    place: str
    came: tuple[tuple[ModulePath, ModulePath], ...]

    @property
    def is_package(self) -> bool:
        """Say whether it is a package, and not a module with a file of its own."""
        return not self.place.endswith(".py")


def new_tops(index: Index, arrivals: Iterable[tuple[ModulePath, ModulePath]]) -> tuple[NewTop, ...]:
    """Return the top-level packages that *index* does not have and that *arrivals* make.

    Args:
        index: the modules before.
        arrivals: pairs of what a module is before and afterwards.
    """
    came: dict[str, list[tuple[ModulePath, ModulePath]]] = {}
    places: dict[str, str] = {}
    for old, new in arrivals:
        name = top(new.name)
        if not index.has(name):
            came.setdefault(name, []).append((old, new))
            is_module = new.name == name and not new.is_package
            places.setdefault(name, new.path if is_module else f"{new.root}/{name}".lstrip("/"))
    return tuple(NewTop(name, places[name], tuple(came[name])) for name in sorted(came))


def gone_tops(index: Index, paths: Mapping[str, str], removed: Set[str]) -> frozenset[str]:
    """Return the top-level names of *index* that no module has afterwards.

    Args:
        index: the modules before.
        paths: old → new path of each file that moves.
        removed: files that go.
    """
    left = {top(index.by_path[path].name) for path in (*paths, *removed) if path in index.by_path}
    if not left:
        return frozenset()
    staying = (m for path, m in index.by_path.items() if path not in paths and path not in removed)
    after = {top(module.name) for module in staying}
    return frozenset(left - after - {top(m.name) for m in index.located(paths.values()).values()})
