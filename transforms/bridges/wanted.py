"""Which bridges a phase leaves behind, and where there can be none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from rezone.transforms.bridges.bridge import Bridge
from rezone.transforms.index.modules import Index, ModulePath
from rezone.transforms.names import ancestors, is_within, last
from rezone.transforms.records import replace

# pytest collects them by path, and refuses a module that says it is from another file.
_COLLECTED = re.compile(r"conftest|test_\w*|\w+_test")


class Departure(Struct, frozen=True):
    """A module that leaves for *new* and is to leave a bridge, until *until*."""

    module: ModulePath
    new: str
    until: str = ""


def departures(
    modules: Iterable[ModulePath],
    destination: Callable[[str], str],
    until: Callable[[str], str | None],
) -> Iterator[Departure]:
    """Yield those of *modules* that a bridge can stand for and is wanted for, by name.

    Stubs alone, tests and ``conftest`` are nothing that programs elsewhere import.

    Args:
        modules: the files that move.
        destination: the qualified name afterwards.
        until: the day or version for a name, ``""`` for no end, ``None`` for no bridge.
    """
    seen: set[str] = set()
    for module in sorted(modules, key=lambda m: (m.name, m.path)):
        end = until(module.name)
        new = destination(module.name)
        if module.path.endswith(".pyx"):  # its bridge is plain Python
            module = replace(module, path=module.path.removesuffix("x"))
        is_code = module.path.endswith(".py") and not _COLLECTED.fullmatch(last(module.name))
        if end is not None and is_code and new != module.name and module.name not in seen:
            seen.add(module.name)
            yield Departure(module, new, end)


def newcomers(modules: Iterable[ModulePath], destination: Callable[[str], str]) -> dict[str, str]:
    """Return package → a module that moves and lies below that name afterwards.

    Args:
        modules: the files that move.
        destination: the qualified name afterwards.
    """
    found: dict[str, str] = {}
    for module in sorted(modules, key=lambda m: m.name):
        new = destination(module.name)
        for package in ancestors(new) if new != module.name else ():
            found.setdefault(package, new)
    return found


def obstacle(departure: Departure, after: Index, new_below: Mapping[str, str]) -> str:
    """Return why there can be no bridge at the old name, ``""`` if there can.

    Args:
        departure: the module.
        after: the modules afterwards, without any bridge.
        new_below: what :func:`newcomers` found.
    """
    old = departure.module.name
    if departure.module.path in after.files or after.source_of(old) is not None:
        return "another module has its name"
    if is_within(departure.new, old):
        return "its new name lies below the old one"
    if after.has(old) and not departure.module.is_package:
        return "a package has its name"
    if old in new_below:
        # The bridge runs first, and with it a module that may import the newcomer.
        return f"{new_below[old]} comes to lie below it, and {departure.new} would run before it"
    for above in ancestors(old):
        stands = after.source_of(above)
        if stands is not None and not stands.is_package:
            return f"{above} is a module then, and nothing below it can be imported"
    return ""


def is_outermost(bridge: Bridge, all_bridges: Iterable[Bridge]) -> bool:
    """Say whether *bridge* lies below no other one, so that nothing answers for it yet."""
    packages = {other.old for other in all_bridges if other.is_package}
    return packages.isdisjoint(ancestors(bridge.old))
