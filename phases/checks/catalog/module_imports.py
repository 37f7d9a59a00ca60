"""Every module that could be imported before the phase can be imported after it, by doing it."""

from __future__ import annotations

from collections.abc import Mapping

from rezone.phases.checks.measure.module_imports import MODULES
from rezone.phases.checks.model import Check, Finding, Unmeasured, When
from rezone.phases.checks.scene import Scene


def _judge(scene: Scene) -> Finding:
    every: dict[str, str | None] = scene.take(MODULES)
    now = {module: why for module, why in every.items() if why is not None}
    untried = len(every) - len(now)
    failing = {module: why for module, why in now.items() if why}
    threshold = "0 modules that could be imported before"
    if scene.when is When.PRE and untried:
        raise Unmeasured(_late(untried, every))
    if scene.when is When.PRE:
        return Finding(
            True,
            f"{len(now)} modules, {len(failing)} fail already",
            threshold,
            {"modules": len(now), "failing": len(failing)},
            tuple(f"{module}: {why}" for module, why in sorted(failing.items())),
        )
    earlier = scene.earlier(MODULES)
    before = {earlier.rename(module): why for module, why in earlier.value.items()}
    worked = {module for module, why in before.items() if why == ""}
    # A module without a past, such as a new __init__, has to work as well.
    new = {m: why for m, why in failing.items() if m in worked or m not in before}
    known = failing.keys() - new.keys()
    if untried and not new:
        raise Unmeasured(_late(untried, every))
    return Finding(
        not new,
        f"{len(now)} modules: {len(new)} new failures, {len(known)} known before",
        threshold,
        {"modules": len(now), "new": len(new), "known": len(known)},
        (
            *(f"{module}: {why}" for module, why in sorted(new.items())),
            *(f"{module}: failed before too: {failing[module]}" for module in sorted(known)),
        ),
    )


def _late(untried: int, every: Mapping[str, object]) -> str:
    return f"{untried} of {len(every)} modules were not reached: checks.timeout is too short"


CHECK = Check(
    "module-imports",
    "Modules can be imported (fresh interpreters)",
    frozenset({When.PRE, When.POST}),
    _judge,
)
