"""Random plans that a careful person could have written: seeded, valid, and sound in Python.

A plan is *valid* if every source exists and every target is free.  It is *sound* if the program
would still work after a perfect move by hand; a move that Python itself would punish (a new
import cycle, a submodule that hides a function of the same name) proves nothing about rezone.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

from import_graph import ImportGraph, ancestors
from moves import Moves, within
from packages import Package

SIZE = 6
NEW_NAMES = (
    *("harbor", "lattice", "meadow", "orchard", "quarry", "sundial", "thicket", "upland"),
    *("vantage", "willow"),
)
TEST_PACKAGES = {"tests", "test", "_tests"}
TEST_MODULE = re.compile(r"test_.*|.*_test|conftest|__main__")


class Choices:
    """What a plan for one package may choose from, and the new names of this plan."""

    def __init__(self, package: Package, tree: Path, rng: random.Random) -> None:
        self.graph = ImportGraph(tree / package.root, package.package)
        self.top = package.package
        self.root = tree / package.root
        self.rng = rng
        self.inner, self.outer, self.word = rng.sample(self._unused_names(), 3)
        self.units = sorted(name for name in self.graph.modules if self._may_move(name, package))
        self.packages = sorted(
            name
            for name, module in self.graph.modules.items()
            if module.is_package and (name == self.top or self._may_move(name, package))
        )

    def _unused_names(self) -> list[str]:
        text = "\n".join(
            module.path.read_text(encoding="utf-8", errors="replace").lower()
            for module in self.graph.modules.values()
        )
        return [name for name in NEW_NAMES if name not in text]

    def _may_move(self, name: str, package: Package) -> bool:
        kept_inside = any(within(kept, name) or within(name, kept) for kept in package.keep)
        return name != self.top and not is_test(self.graph, name) and not kept_inside

    def holds_tests(self, name: str) -> bool:
        return any(is_test(self.graph, module) for module in self.graph.below(name))


def is_test(graph: ImportGraph, name: str) -> bool:
    """Say whether *name* is a test, a conftest or a ``__main__``, or lies in a test package."""
    packages = [part for part in (*ancestors(name), name) if graph.modules[part].is_package]
    in_tests = any(part.rpartition(".")[2] in TEST_PACKAGES for part in packages)
    return in_tests or bool(TEST_MODULE.fullmatch(name.rpartition(".")[2]))


def nested(choices: Choices, unit: str) -> str:
    """Into a new subpackage beside it: ``a.b`` → ``a.new.b``, ``a._b`` → ``a._new._b``."""
    above, _, last = unit.rpartition(".")
    return f"{above}.{'_' * last.startswith('_')}{choices.inner}.{last}"


def renamed(choices: Choices, unit: str) -> str:
    """Its last segment changes: ``a.b`` → ``a.b_new``."""
    return f"{unit}_{choices.word}"


def wrapped(choices: Choices, unit: str) -> str:
    """A module becomes a package with itself inside: ``a.b`` → ``a.b.new``."""
    return "" if choices.graph.modules[unit].is_package else f"{unit}.{choices.word}"


def departed(choices: Choices, unit: str) -> str:
    """Into a new top-level package: ``a.b.c`` → ``a_new.c``.

    What holds its own tests stays: they would leave the reach of the package's ``conftest``.
    """
    if choices.holds_tests(unit):
        return ""
    return f"{choices.top}_{choices.outer}.{unit.rpartition('.')[2]}"


def lifted(choices: Choices, unit: str) -> str:
    """One level up: ``a.b.c`` → ``a.c``."""
    above, _, last = unit.rpartition(".")
    return f"{above.rpartition('.')[0]}.{last}" if "." in above else ""


def lowered(choices: Choices, unit: str) -> str:
    """Into another package that exists: ``a.b`` → ``a.c.b``."""
    others = [name for name in choices.packages if not within(name, unit)]
    return f"{choices.rng.choice(others)}.{unit.rpartition('.')[2]}" if others else ""


KINDS: tuple[Callable[[Choices, str], str], ...] = (
    *(nested, departed, lowered, renamed, lifted, wrapped),
)


def make(package: Package, tree: Path, seed: int, size: int = SIZE) -> Moves:
    """Return the plan of *seed* for *package* in *tree*: at most *size* moves, always the same.

    The kinds take turns; a kind that fits none of the units that are left is passed over.  The
    first move is of a whole subpackage where one fits.
    """
    rng = random.Random(f"{package.release} {seed}")
    choices = Choices(package, tree, rng)
    turns = list(KINDS)
    rng.shuffle(turns)
    table: dict[str, str] = {}
    for turn in range(3 * size):
        if len(table) == size:
            break
        kind = turns[turn % len(turns)]
        offered = rng.sample(choices.units, len(choices.units))
        if not table:
            offered.sort(key=lambda name: not choices.graph.modules[name].is_package)
        for unit in offered:
            target = kind(choices, unit)
            if target and fits(choices, table, unit, target):
                table[unit] = target
                break
    return Moves(table)


def fits(choices: Choices, table: dict[str, str], unit: str, target: str) -> bool:
    """Say whether *unit* → *target* is valid, sound and independent of the moves in *table*."""
    return (
        is_free(choices, table, unit, target)
        and not any(meet(unit, other) or meet(target, other) for other in table)
        and not any(meet(unit, other) for other in table.values())
        and stays_private(unit, target)
        and is_sound(choices.graph, unit, target)
    )


def meet(one: str, other: str) -> bool:
    return within(one, other) or within(other, one)


def is_free(choices: Choices, table: dict[str, str], unit: str, target: str) -> bool:
    """Say whether nothing is, or will be, called *target*, on disk or as an attribute."""
    above, _, last = target.rpartition(".")
    place = choices.root.joinpath(*target.split("."))
    on_disk = place.exists() or place.with_suffix(".py").exists()
    bound = above in choices.graph.modules and above != unit and choices.graph.binds(above, last)
    return not on_disk and not bound and target not in table.values()


def stays_private(unit: str, target: str) -> bool:
    """Say whether *target* does not make public what was private: tests list public names."""
    (top, *old), (new_top, *new) = unit.split("."), target.split(".")
    was_private, is_private = (any(part.startswith("_") for part in name) for name in (old, new))
    return top != new_top or is_private or not was_private


def is_sound(graph: ImportGraph, unit: str, target: str) -> bool:
    """Say whether Python can import what moves from its new place, and all else, in any order.

    A package that *unit* leaves used to be loaded before it; now *unit* may be first, and must
    not come upon itself half loaded through that package.  A package that it enters is loaded
    before it from now on, and must not need *unit* to be there.  Neither may be in an import
    cycle: who imports *unit* enters such a cycle elsewhere from now on.
    """
    old, new = set(ancestors(unit)), set(ancestors(target))
    inside = graph.below(unit)
    needed = (graph.reach(inside) | graph.named(inside)) - inside
    left = {package for package in old - new if any(within(name, package) for name in needed)}
    entered = (new - old) & set(graph.modules) - inside
    in_a_cycle = any(graph.is_cyclic(package) for package in (old - new) | entered)
    return not graph.reach(left | entered) & inside and not in_a_cycle


def as_json(moves: Moves, package: Package) -> str:
    """Return the plan in the flat short form that ``rezone --config`` reads."""
    return json.dumps({"roots": [package.root], "moves": moves.table}, indent=1) + "\n"
