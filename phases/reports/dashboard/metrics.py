"""The measures of success: what the checks after each phase came to, against the thresholds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from rezone.phases.plan.model import Thresholds
from rezone.phases.reports.dashboard.model import CheckFacts, Measured, Metric


def metrics(
    thresholds: Thresholds, checks: Iterable[CheckFacts], since: Mapping[int, str]
) -> tuple[Metric, ...]:
    """Return the four measures.

    Args:
        thresholds: what the plan asks for.
        checks: how each check ended last.
        since: the applied phases, and when (ISO 8601, empty: nobody knows).  What was measured
            before is of an earlier try, and does not count.
    """
    current = [c for c in checks if c.phase in since and _is_after(c.time, since[c.phase])]
    post = "rezone validate --post-migration --phase {}"

    def metric(
        id_: str,
        title: str,
        threshold: float,
        check: tuple[str, str],
        how: str = post,
        value: Callable[[float], float] = lambda ratio: ratio,
        at_most: bool = False,
    ) -> Metric:
        found = tuple(
            Measured(c.phase, value(c.numbers["ratio"]), c.measured, c.status == "passed", c.time)
            for c in current
            if (c.id, c.when) == check and "ratio" in c.numbers
        )
        return Metric(
            id_, title, threshold, at_most, how, tuple(sorted(found, key=lambda m: m.phase))
        )

    return (
        metric("files", "Files migrated", thresholds.files_migrated, ("target-structure", "post")),
        metric("tests", "Tests passing still", thresholds.tests_passing, ("tests", "post")),
        metric(
            "imports",
            "Imports resolving still",
            thresholds.imports_resolving,
            ("import-resolution", "post"),
        ),
        metric(
            "slowdown",
            "Slowdown",
            thresholds.slowdown,
            ("performance", "performance"),
            "rezone validate --performance-test --phase {}",
            lambda ratio: ratio - 1,
            at_most=True,
        ),
    )


def _is_after(time: str, since: str) -> bool:
    try:
        return not since or datetime.fromisoformat(time) >= datetime.fromisoformat(since)
    except ValueError:
        return False
