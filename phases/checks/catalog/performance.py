"""The program is not slower and needs no more memory than before, beyond what noise explains."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from rezone.phases.checks import comparison
from rezone.phases.checks.comparison import Comparison
from rezone.phases.checks.measure.costs import (
    FLOORS,
    Samples,
    Subject,
    imports,
    responses,
    rounds,
    suite,
)
from rezone.phases.checks.measure.samples import Ratio, ratio
from rezone.phases.checks.model import Check, Finding, Unmeasured, When
from rezone.phases.checks.performance_baseline import write
from rezone.phases.checks.scene import Scene
from rezone.phases.checks.tree import Tree

ROUNDS = 7
AGAIN = 3
"""How many times as many rounds a suspicion gets; only what they say counts."""

MOST = 12
"""Packages and modules whose import is measured."""


class _Cost(Struct, frozen=True):
    """One quantity before and after."""

    name: str
    before: float
    after: float
    ratio: Ratio

    def is_worse(self, allowed: float) -> bool:
        floor = FLOORS[self.name.rpartition(" ")[2]]
        return self.ratio.exceeds(allowed) and self.after - self.before > floor

    def as_dict(self, allowed: float) -> dict[str, object]:
        """Return what is made of it, as JSON values."""
        r = self.ratio
        return {"ratio": r.value, "low": r.low, "high": r.high, "worse": self.is_worse(allowed)}

    def __str__(self) -> str:
        unit = self.name.rpartition(" ")[2]
        values = [f"{v * 1000:.1f} ms" if unit == "s" else f"{v / 1024**2:.1f} MB"
                  for v in (self.before, self.after)]  # fmt: skip
        span = f"{self.ratio.low:.2f} to {self.ratio.high:.2f}"
        return f"{self.name[:-2]}: {values[0]} → {values[1]}, x {self.ratio.value:.2f} ({span})"


def _judge(scene: Scene) -> Finding:
    if scene.phase.number not in scene.tree.applied:
        return _baseline(scene)
    before = scene.session.before(scene.phase.number)
    after = scene.session.copy_of_now()
    allowed = scene.plan.thresholds.slowdown
    costs: list[_Cost] = []
    notes: list[str] = []
    was: Samples = {}
    came: Samples = {}
    for subject in _subjects(scene, before, after):
        try:
            samples = _compared(subject, before, after, allowed)
        except Unmeasured as unmeasured:
            notes.append(f"{subject.name} is not measured: {unmeasured}")
            continue
        costs += _costs(*samples)
        was |= samples[0]
        came |= samples[1]
    if not costs:
        raise Unmeasured("; ".join(notes) or "there is nothing to measure")
    write(scene.tree.root, scene.phase.number, was, keep=True)
    worse = [cost for cost in costs if cost.is_worse(allowed)]
    judged = {cost.name: cost.as_dict(allowed) for cost in costs}
    found = Comparison(was, came, judged)
    comparison.store(scene.tree.root, scene.phase.number, "performance", found)
    return Finding(
        not worse,
        f"{len(costs)} quantities, {len(worse)} worse, "
        f"at most x {max(cost.ratio.value for cost in costs):.2f}",
        f"none more than {allowed:.0%} worse beyond noise (99 %)",
        {
            "quantities": len(costs),
            "worse": len(worse),
            "ratio": max(cost.ratio.value for cost in costs),
        },
        (*(f"worse: {cost}" for cost in worse), *(str(c) for c in costs if c not in worse), *notes),
    )


def _compared(
    subject: Subject, before: Tree, after: Tree, allowed: float
) -> tuple[Samples, Samples]:
    """Measure *subject* on both trees; what seems worse is measured again, and longer."""
    was, came = rounds(subject, (before, after), ROUNDS)
    if any(cost.is_worse(allowed) for cost in _costs(was, came)):
        was, came = rounds(subject, (before, after), ROUNDS * AGAIN)
    return was, came


def _costs(was: Samples, came: Samples) -> list[_Cost]:
    from statistics import median

    return [
        _Cost(name, median(was[name]), median(came[name]), ratio(was[name], came[name]))
        for name in was
        if name in came
    ]


def _baseline(scene: Scene) -> Finding:
    """Measure the tree before the phase, for people and for later."""
    from statistics import median

    tree = scene.session.copy_of_now()
    kept: Samples = {}
    notes: list[str] = []
    for subject in _subjects(scene, tree, tree):
        try:
            (found,) = rounds(subject, (tree,), ROUNDS)
        except Unmeasured as unmeasured:
            notes.append(f"{subject.name} is not measured: {unmeasured}")
            continue
        kept |= found
    if not kept:
        raise Unmeasured("; ".join(notes) or "there is nothing to measure")
    path = write(scene.tree.root, scene.phase.number, kept)
    return Finding(
        True,
        f"{len(kept)} quantities in {path.name}",
        "the baseline is taken",
        {"quantities": len(kept)},
        (*(f"{name[:-2]}: {median(values):.4g}" for name, values in kept.items()), *notes),
    )


def _subjects(scene: Scene, before: Tree, after: Tree) -> Iterator[Subject]:
    """Yield what the phase moves, the tests and the applications."""
    names = _moved(scene, before)
    rename = scene.renamed(before.applied) if before is not after else str
    for name in sorted(names)[:MOST]:
        if after.index.source_of(rename(name)) is not None:
            yield imports(name, (name, rename(name)))
    yield suite()
    yield from map(responses, scene.plan.checks.apps)


def _moved(scene: Scene, before: Tree) -> set[str]:
    """Return what the phase moves and can be imported, by the names before."""
    names = {planned.move.source.partition(":")[0] for planned in scene.phase.moves}
    return {name for name in names if before.index.source_of(name) is not None}


CHECK = Check(
    "performance",
    "Not slower than before",
    frozenset({When.PRE, When.PERFORMANCE}),
    _judge,
)
