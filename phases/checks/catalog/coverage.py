"""The tests cover each moved module as before."""

from __future__ import annotations

from rezone.phases.checks.measure.suite import SUITE
from rezone.phases.checks.model import Check, Finding, Unmeasured, When
from rezone.phases.checks.scene import Earlier, Scene


def _judge(scene: Scene) -> Finding:
    now = _lines(scene.take(SUITE))
    allowed = scene.plan.thresholds.coverage_drop
    threshold = f"no moved module loses more than {allowed:.0%}"
    covered, lines = (sum(file[n] for file in now.values()) for n in (0, 1))
    total = covered / lines if lines else 0.0
    if scene.when is When.PRE:
        return Finding(
            True,
            f"{total:.1%} of {lines} lines in {len(now)} modules",
            threshold,
            {"ratio": total, "lines": lines, "modules": len(now)},
            tuple(f"{_share(file):.1%} {path}" for path, file in sorted(now.items())),
        )
    earlier = scene.earlier(SUITE)
    before = {earlier.rename_path(p): (p, file) for p, file in _lines(earlier.value).items()}
    lazy = _lazy(scene, earlier)
    moved = {p: file for p, (old, file) in before.items() if p != old and p not in lazy}
    drops = {
        path: (_share(file), _share(now[path]) if path in now else 0.0)
        for path, file in moved.items()
    }
    worse = {path: both for path, both in drops.items() if both[0] - both[1] > allowed}
    return Finding(
        not worse,
        f"{len(moved)} moved modules, {len(worse)} covered less; {total:.1%} of all lines",
        threshold,
        {"ratio": total, "moved": len(moved), "worse": len(worse)},
        tuple(f"{path}: {was:.1%}, now {here:.1%}" for path, (was, here) in sorted(worse.items())),
    )


def _lines(suite: dict[str, dict[str, list[int]] | None]) -> dict[str, list[int]]:
    found = suite["coverage"]
    if found is None:
        raise Unmeasured("the repository's interpreter has no coverage: pip install coverage")
    return found


def _lazy(scene: Scene, earlier: Earlier) -> set[str]:
    """Return the files whose re-exports became lazy: they hold code now that nobody wrote."""
    names = [earlier.rename(name) for phase in scene.since(earlier) for name in phase.lazy]
    sources = (scene.tree.index.source_of(name) for name in names)
    return {source.path for source in sources if source is not None}


def _share(file: list[int]) -> float:
    covered, lines = file
    return covered / lines if lines else 1.0


CHECK = Check(
    "coverage", "Moved modules are covered as before", frozenset({When.PRE, When.POST}), _judge
)
