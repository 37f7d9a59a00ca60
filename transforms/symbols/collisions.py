"""What in its new module forbids that a symbol moves there."""

from __future__ import annotations

import builtins
from collections.abc import Collection, Iterable, Iterator, Sequence

from rezone.transforms.symbols.arrivals import Arrival
from rezone.transforms.symbols.definitions import Binders, Obstacle
from rezone.transforms.symbols.module_text import ModuleText, Symbols
from rezone.transforms.symbols.needs import Wanted, needs_of


def collisions(
    module: ModuleText, wanted: Iterable[Wanted], arrivals: Sequence[Arrival], symbols: Symbols
) -> Iterator[Obstacle]:
    """Yield where a name that comes to *module* means something else there."""
    new = {f"{module.name}.{a.new}": a for a in arrivals}
    left = {home_name for home, home_name in symbols if home == module.name}
    for meaning, arrival in new.items():
        bound = arrival.new not in left and module.meaning(arrival.new, {})
        if bound and not (module.imports(arrival.new) and bound == meaning):
            yield _clash(module, arrival.new, arrival.symbol)
        elif not bound and _is_used_free(module, arrival.new):
            yield _builtin(module, arrival.new, arrival.symbol)
        for local in module.scope.imports:
            own = module.names.imported(module.scope, local) == {meaning}
            if own and local != arrival.new:
                line = module.scope.imports[local][0][0].lineno
                yield Obstacle(
                    f"{module.name} imports {arrival.symbol} under another name, {local}",
                    module.here.path,
                    line,
                    "import it under its own name first",
                )
    told = {a.new: a.symbol for a in arrivals}
    for one in wanted:
        bound = one.local not in left and module.meaning(one.local, {})
        if one.local in told or (bound and bound != one.meaning):
            yield _clash(module, one.local, f"{one.meaning}, which {arrivals[0].symbol} needs")
        elif not bound and _is_used_free(module, one.local):
            yield _builtin(module, one.local, one.meaning)
    for arrival in arrivals:
        for name, need in needs_of(arrival.home, arrival.nodes).items():
            free = not arrival.home.scope.binds(name) and hasattr(builtins, name)
            if free and module.scope.binds(name):
                yield Obstacle(
                    f"{arrival.symbol} uses the builtin {name}, and {module.name} binds it",
                    arrival.home.here.path,
                    need.line,
                    "rename one of them first",
                )


def hidden(
    module: ModuleText,
    wanted: Iterable[Wanted],
    arrivals: Sequence[Arrival],
    below: Collection[str],
) -> Iterator[Obstacle]:
    """Yield the imports of a package that bind the name of one of its submodules.

    Importing the submodule binds that name anew (language reference 5.4.2).
    """
    for one in wanted:
        if one.local in below and one.meaning != f"{module.name}.{one.local}":
            yield Obstacle(
                f"{arrivals[0].symbol} needs {one.meaning} as {one.local}, and {module.name} has "
                "a submodule of that name",
                module.here.path,
                1,
                "choose another target",
            )


def _is_used_free(module: ModuleText, name: str) -> bool:
    return name in module.names.unbound and module.star(name) is None


def _clash(module: ModuleText, name: str, arriving: str) -> Obstacle:
    found = Binders(module.tree).of(name)
    line = found[0].lineno if found else 1
    return Obstacle(
        f"{module.name} has a {name} already; {arriving} would take its place",
        module.here.path,
        line,
        "give one of them another name first",
    )


def _builtin(module: ModuleText, name: str, arriving: str) -> Obstacle:
    return Obstacle(
        f"{module.name} uses the builtin {name}; {arriving} would take its place",
        module.here.path,
        1,
        "give one of them another name first",
    )
