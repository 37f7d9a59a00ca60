"""Everything has the place that the plan gives it: free before, taken after."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from rezone.phases.checks.model import Check, Finding, When
from rezone.phases.checks.scene import Scene
from rezone.phases.standing import states
from rezone.transforms.index.modules import Index
from rezone.transforms.index.namespace import namespace_of
from rezone.transforms.names import is_within


def _judge(scene: Scene) -> Finding:
    return _before(scene) if scene.when is When.PRE else _after(scene)


def _before(scene: Scene) -> Finding:
    root = scene.tree.root
    arriving = [c.new for c in scene.preview.changes.files if c.new is not None and c.new != c.old]
    folders = {Path(path).parent for path in arriving}
    problems = [problem for folder in sorted(folders) for problem in _unusable(root, folder)]
    return Finding(
        not problems,
        f"{len(arriving)} files for {len(folders)} folders, {len(problems)} problems",
        "every folder is there or can be made",
        {"files": len(arriving), "folders": len(folders), "problems": len(problems)},
        tuple(dict.fromkeys(problems)),
    )


def _unusable(root: Path, folder: Path) -> Iterator[str]:
    """Yield why files cannot be put into *folder*, relative to *root*."""
    place = root / folder
    while place != root and not os.path.lexists(place):
        place = place.parent
    shown = place.relative_to(root).as_posix()
    if not place.is_dir():
        yield f"{shown} is no folder"
    elif not os.access(place, os.W_OK | os.X_OK):
        yield f"{shown} cannot be written to"


def _after(scene: Scene) -> Finding:
    missing = list(_missing(scene))
    all_files, absent, left = _files(scene)
    ratio = 1 - len(absent) / all_files if all_files else float(not missing)
    wanted = scene.plan.thresholds.files_migrated
    unmoved = list(_unmoved(scene))
    details = [
        *unmoved,
        *missing,
        *(f"{path} is missing" for path in absent),
        *(f"{path} is still at its old place" for path in left),
    ]
    return Finding(
        ratio >= wanted and not (missing or left or unmoved),
        f"{ratio:.0%} of {all_files} files at their places, {len(missing)} targets missing, "
        f"{len(left)} left behind",
        f"≥ {wanted:.0%} of files, 0 targets missing, 0 left behind",
        {"ratio": ratio, "files": all_files, "targets_missing": len(missing), "left": len(left)},
        tuple(details),
    )


def _unmoved(scene: Scene) -> Iterator[str]:
    """Yield what shows that the phase is not applied, where no backup says that it is."""
    number = scene.phase.number
    if number in scene.tree.applied:
        return
    every = [planned.move for phase in scene.plan.phases for planned in phase.moves]
    index = Index.build(scene.tree.workspace.program, scene.tree.roots)
    for planned in scene.phase.moves:
        source = planned.move.source
        if planned.move.alone or planned.move.is_symbol or not index.has(source):
            continue
        if not any(is_within(move.target, source) for move in every):
            yield f"phase {number} is not applied: {source} has not moved"


def _missing(scene: Scene) -> Iterator[str]:
    """Yield each target of the phase that is not where later phases would have put it."""
    rename = scene.renamed(_up_to(scene))
    for planned in scene.phase.moves:
        module, _, symbol = planned.move.target.partition(":")
        place = rename(module)
        if not scene.tree.index.has(place):
            yield f"{planned.move.source} is not at {place}"
        elif symbol and symbol not in _bound(scene, place):
            yield f"{planned.move.source} is not in {place}"


def _up_to(scene: Scene) -> set[int]:
    """Return the phase and those before it: what comes later may have moved its targets."""
    order = [phase.number for phase in scene.plan.in_dependency_order()]
    return set(order[: order.index(scene.phase.number) + 1])


def _bound(scene: Scene, name: str) -> frozenset[str]:
    module = scene.tree.index.source_of(name)
    tree = scene.tree.parse(module.path) if module is not None else None
    if module is None or tree is None:
        return frozenset()
    space = namespace_of(tree, module)
    return space.own | space.values


def _files(scene: Scene) -> tuple[int, list[str], list[str]]:
    """Return how many files the phase placed, which of them are gone, and which stayed behind."""
    root = scene.tree.root
    manifest = states(root).get(scene.phase.number)
    if manifest is None or manifest.status != "applied":
        return 0, [], []
    moved = [f for f in manifest.files if f.old and f.new and f.old != f.new]
    places = {file.new for file in manifest.files}
    now = scene.path_since_applied()
    absent = [now(f.new) for f in moved if f.new and not os.path.lexists(root / now(f.new))]
    left = [f.old for f in moved if f.old and f.old not in places and os.path.lexists(root / f.old)]
    return len(moved), absent, left


CHECK = Check(
    "target-structure",
    "Everything has its place",
    frozenset({When.PRE, When.POST}),
    _judge,
    quick=frozenset({When.PRE, When.POST}),
)
