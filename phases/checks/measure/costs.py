"""What the program costs, in rounds over the trees to compare: import time, memory, tests, API.

Rounds are interleaved, and the order of the trees changes at random from one to the next, so that
whatever else the machine does falls on both.  Imports and tests are measured in CPU seconds,
which others disturb less than the time on the wall; responses in seconds on the wall.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from rezone.phases.checks.measure.api import ask
from rezone.phases.checks.measure.suite import command, path_with_recorder
from rezone.phases.checks.model import Unmeasured
from rezone.phases.checks.tree import Tree

CALLS = 5
"""Calls of each route in one round."""

MOST = 40
"""Requests of one application that are measured each by itself."""

FLOORS = {"s": 0.002, "B": 1024.0**2}
"""Differences below this are too small to mean anything: of seconds, and of bytes."""

Samples = dict[str, list[float]]
"""Quantity → one value a round.  The unit stands at the end of the name."""


class Subject(Struct, frozen=True):
    """Something that costs: *take* measures it once, on the tree that has the given place."""

    name: str
    take: Callable[[Tree, int], Mapping[str, float]]


def imports(name: str, modules: Sequence[str]) -> Subject:
    """Return the import of a module; *modules* are its names in the trees."""

    def take(tree: Tree, at: int) -> Mapping[str, float]:
        cost = tree.ask("import_cost", {"module": modules[at]}, timeout=120)
        return {"import s": cost["seconds"], "import memory B": cost["memory"]}

    return Subject(name, take)


def suite() -> Subject:
    """Return the repository's own tests."""

    def take(tree: Tree, _at: int) -> Mapping[str, float]:
        asked = {"command": command(tree), "env": {"PYTHONPATH": path_with_recorder(tree)}}
        cost = tree.ask("command_cost", asked)
        if cost["code"] not in (0, 1):  # 1: some tests failed, which another check judges
            raise Unmeasured(f"pytest ended with {cost['code']}")
        return {"time s": cost["seconds"], "memory B": cost["memory"]}

    return Subject("tests", take)


def responses(app: str) -> Subject:
    """Return the answers of a web application: all of them, and each of its first requests."""

    def take(tree: Tree, _at: int) -> Mapping[str, float]:
        from statistics import median, quantiles

        said = ask(tree, app, CALLS)
        times: dict[str, list[float]] = said.get("times", {})
        every = [seconds for calls in times.values() for seconds in calls]
        if len(every) < 2:
            raise Unmeasured(f"{app} answers nothing")
        cuts = quantiles(every, n=20)
        found = {"response p50 s": cuts[9], "response p95 s": cuts[18]}
        for name in list(times)[:MOST]:
            found[f"response p50 of {name} s"] = median(times[name])
        return found

    return Subject(app, take)


def rounds(subject: Subject, trees: Sequence[Tree], count: int) -> list[Samples]:
    """Measure *subject* on each of *trees* in *count* rounds, after one that does not count.

    Raises:
        Unmeasured: it cannot be measured on one of them.
    """
    chance = random.Random(subject.name)
    found: list[Samples] = [{} for _ in trees]
    for number in range(count + 1):
        order = list(range(len(trees)))
        chance.shuffle(order)
        for at in order:
            for quantity, value in subject.take(trees[at], at).items():
                if number:
                    found[at].setdefault(f"{subject.name}: {quantity}", []).append(float(value))
    return found
