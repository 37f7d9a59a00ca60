"""Every import that resolved before the phase resolves after it, by reading the source."""

from __future__ import annotations

from collections.abc import Iterator

from rezone.phases.checks.measure.static_imports import EVERYWHERE, TOUCHED, leading_nowhere
from rezone.phases.checks.model import Check, Finding, When
from rezone.phases.checks.scene import Rename, Scene
from rezone.phases.engine.outcome import Preview
from rezone.transforms.references.model import Kind


def _judge(scene: Scene) -> Finding:
    wanted = scene.plan.thresholds.imports_resolving
    threshold = f"{wanted:.0%} of the imports that resolved before"
    if scene.is_quick and scene.when is When.POST and scene.worked_out is not None:
        names = set(_rewritten(scene.worked_out))
        if not leading_nowhere(scene.tree, names):
            measured = f"{len(names)} rewritten names of imports lead somewhere"
            return Finding(True, measured, threshold, {"names": len(names)})
    measure = TOUCHED if scene.is_quick else EVERYWHERE
    now = scene.take(measure)
    unresolved = [(path, line, name) for path, line, name in now["unresolved"]]
    if scene.when is When.PRE:
        return Finding(
            True,
            f"{now['all']} imports, {len(unresolved)} do not resolve already",
            threshold,
            {"imports": now["all"], "unresolved": len(unresolved)},
            tuple(f"{path}:{line}: {name}" for path, line, name in unresolved),
        )
    if scene.is_quick and not unresolved:  # there is nothing to compare, so nothing to measure
        return Finding(True, f"{now['all']} imports resolve", threshold, {"imports": now["all"]})
    earlier = scene.earlier(measure)
    known = {
        (earlier.rename_path(path), _renamed(name, earlier.rename))
        for path, _, name in earlier.value["unresolved"]
    }
    new = [(p, line, name) for p, line, name in unresolved if (p, name) not in known]
    resolved = earlier.value["all"] - len(earlier.value["unresolved"])
    ratio = max(1 - len(new) / resolved, 0.0) if resolved else float(not new)
    return Finding(
        ratio >= wanted,
        f"{ratio:.2%} of {resolved}: {len(new)} new failures, {len(known)} known before",
        threshold,
        {"ratio": ratio, "resolved": resolved, "new": len(new), "known": len(known)},
        tuple(f"{path}:{line}: {name} does not resolve" for path, line, name in new),
    )


def _rewritten(found: Preview) -> Iterator[str]:
    """Yield what the imports say that the phase has rewritten; the others read as before."""
    for file in found.files:
        for reference in file.references:
            if reference.kind in (Kind.IMPORT, Kind.FROM_IMPORT) and reference.new:
                yield reference.new.replace(":", ".")


def _renamed(name: str, rename: Rename) -> str:
    module, colon, attribute = name.partition(":")
    return f"{rename(module)}{colon}{attribute}"


CHECK = Check(
    "import-resolution",
    "Imports resolve as before (source)",
    frozenset({When.PRE, When.POST}),
    _judge,
    quick=frozenset({When.POST}),
)
