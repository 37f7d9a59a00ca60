"""The repository's own tests: none is lost that passed, and enough of them pass still."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rezone.phases.checks import comparison
from rezone.phases.checks.comparison import Comparison
from rezone.phases.checks.measure.suite import SUITE
from rezone.phases.checks.model import Check, Finding, When
from rezone.phases.checks.scene import Earlier, Scene

_BAD = frozenset({"failed", "error"})


def _judge(scene: Scene) -> Finding:
    now: dict[str, str] = scene.take(SUITE)["outcomes"]
    return _before(now) if scene.when is When.PRE else _after(scene, now)


def _before(now: dict[str, str]) -> Finding:
    bad = sorted(test for test, outcome in now.items() if outcome in _BAD)
    run = [test for test, outcome in now.items() if outcome != "skipped"]
    ratio = 1 - len(bad) / len(run) if run else 0.0
    return Finding(
        ratio > 0,
        f"{len(now)} tests, {ratio:.1%} pass, {len(bad)} fail already",
        "one that passes: those are compared",
        {"tests": len(now), "ratio": ratio, "failing": len(bad)},
        tuple(f"fails: {test}" for test in bad),
    )


def _after(scene: Scene, now: dict[str, str]) -> Finding:
    wanted = scene.plan.thresholds.tests_passing
    earlier = scene.earlier(SUITE)
    before = _matched(earlier, now)
    comparison.store(scene.tree.root, scene.phase.number, "tests", Comparison(before, now, {}))
    passed = [test for test, outcome in before.items() if outcome == "passed"]
    lost = sorted(set(passed) - now.keys())
    failing = sorted(test for test in passed if now.get(test) in _BAD)
    skipped = sorted(test for test in passed if now.get(test) == "skipped")
    fixed = [t for t, outcome in before.items() if outcome in _BAD and now.get(t) == "passed"]
    still = sum(now.get(test) not in (None, "skipped", *_BAD) for test in passed)
    ratio = still / len(passed) if passed else 0.0
    return Finding(
        bool(passed) and ratio >= wanted and not lost,
        f"{ratio:.1%} of {len(passed)} that passed pass still; {len(lost)} lost, "
        f"{len(failing)} newly failing, {len(skipped)} newly skipped, {len(fixed)} newly passing",
        f"≥ {wanted:.0%} of those that passed, 0 lost",
        {
            "ratio": ratio,
            "passed_before": len(passed),
            "lost": len(lost),
            "newly_failing": len(failing),
            "newly_skipped": len(skipped),
            "newly_passing": len(fixed),
        },
        (
            *(f"lost: {test}" for test in lost),
            *(f"newly failing: {test}" for test in failing),
            *(f"newly skipped: {test}" for test in skipped),
            *(f"newly passing: {test}" for test in sorted(fixed)),
        ),
    )


def _matched(earlier: Earlier, now: Mapping[str, str]) -> dict[str, str]:
    """Return the outcomes before by the ids of now.

    A test's file may have moved, and what it is given may name what moved.  Where a function had
    as many cases before that are gone as it has new ones, they are the same, in their order.
    """
    before = {
        test if test in now else _moved(test, earlier): outcome
        for test, outcome in earlier.value["outcomes"].items()
    }
    gone, come = (
        _by_function(ids) for ids in (before.keys() - now.keys(), now.keys() - before.keys())
    )
    same = {
        test: new
        for function, tests in gone.items()
        if len(come.get(function, ())) == len(tests)
        for test, new in zip(
            [t for t in before if t in tests], [t for t in now if t in come[function]], strict=True
        )
    }
    return {same.get(test, test): outcome for test, outcome in before.items()}


def _moved(test: str, earlier: Earlier) -> str:
    path, colons, rest = test.partition("::")
    if not colons and not path.endswith(".py"):
        return earlier.rename(test)  # unittest calls a test by its module, class and method
    name, bracket, parameters = rest.partition("[")
    words = [earlier.rename(word) for word in parameters.removesuffix("]").split("-")]
    end = "[" + "-".join(words) + "]" if bracket else ""
    return f"{earlier.rename_path(path)}{colons}{name}{end}"


def _by_function(tests: Iterable[str]) -> dict[str, set[str]]:
    """Return the tests that have parameters by the function that they are cases of."""
    found: dict[str, set[str]] = {}
    for test in tests:
        function, bracket, _ = test.partition("[")
        if bracket:
            found.setdefault(function, set()).add(test)
    return found


CHECK = Check(
    "tests", "The repository's own tests pass as before", frozenset({When.PRE, When.POST}), _judge
)
