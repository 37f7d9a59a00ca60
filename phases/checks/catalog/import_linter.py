"""The contracts of the repository's own import-linter: those kept before are kept after."""

from __future__ import annotations

from rezone.phases.checks.measure.contracts import CONTRACTS
from rezone.phases.checks.model import Check, Finding, When
from rezone.phases.checks.scene import Scene


def _judge(scene: Scene) -> Finding:
    found = scene.take(CONTRACTS)
    now: dict[str, bool] = found["contracts"]
    missing = ", ".join(found["missing"])
    broken = {name for name, is_kept in now.items() if not is_kept}
    known = broken
    if scene.when is When.POST:
        before: dict[str, bool] = scene.earlier(CONTRACTS).value["contracts"]
        known = {name for name in broken if before.get(name) is False}
        broken |= before.keys() - now.keys()  # a contract that is gone keeps nothing
    new = sorted(broken - known)
    measured = f"{len(now)} contracts, {len(broken)} broken, {len(new)} of them new"
    return Finding(
        not new,
        measured + (f"; root_packages lacks {missing}" if missing else ""),
        "0 newly broken",
        {"contracts": len(now), "broken": len(broken), "new": len(new)},
        (
            *(f"newly broken: {name}" for name in new),
            *(f"broken before too: {name}" for name in sorted(known)),
            *(
                [f"add to root_packages, import-linter does not run without: {missing}"]
                * bool(missing)
            ),
        ),
    )


CHECK = Check(
    "import-linter",
    "The repository's own import contracts",
    frozenset({When.PRE, When.POST}),
    _judge,
)
