"""Tests and performance before and after phases, as the checks have kept them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rezone.phases.checks import baseline, comparison
from rezone.phases.reports.dashboard.model import Quantity, SuiteFacts
from rezone.phases.reports.dashboard.runs import Runs

_UNITS = {"s": "seconds", "B": "bytes"}


def suites(root: Path, numbers: Iterable[int]) -> Iterator[SuiteFacts]:
    """Yield the tests around each of the phases, or only before where nothing is after."""
    for number in numbers:
        found = comparison.stored(root, number, "tests")
        if found is not None:
            ids = sorted({*found.before, *found.after})
            tests = ((i, found.before.get(i, ""), found.after.get(i, "")) for i in ids)
            yield SuiteFacts(number, found.time, tuple(tests))
            continue
        first = baseline.stored(root, number, "suite")
        if first is not None and isinstance(first.value, dict):
            outcomes: dict[str, str] = first.value.get("outcomes", {})
            yield SuiteFacts(number, "", tuple((i, outcomes[i], "") for i in sorted(outcomes)))


def quantities(root: Path, numbers: Iterable[int], runs: Runs) -> Iterator[Quantity]:
    """Yield what was measured around the phases; the baseline alone where nothing is after."""
    compared: set[int] = set()
    for number in numbers:
        found = comparison.stored(root, number, "performance")
        if found is None:
            continue
        compared.add(number)
        for name, before in found.before.items():
            judged: dict[str, Any] = found.judged.get(name, {})
            yield Quantity(
                number,
                name[:-2],
                _UNITS[name[-1]],
                tuple(before),
                tuple(found.after.get(name, ())),
                judged.get("ratio"),
                judged.get("low"),
                judged.get("high"),
                bool(judged.get("worse")),
            )
    first = runs.baseline()
    if first is not None and first["phase"] not in compared:
        for found_first in first["quantities"]:
            yield Quantity(
                first["phase"],
                found_first["name"],
                found_first["unit"],
                tuple(found_first["samples"]),
            )
