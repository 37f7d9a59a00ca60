"""The phase can be worked out on this tree: nothing refuses it, no reference is a riddle."""

from __future__ import annotations

from rezone.phases.checks.model import Check, Finding, When
from rezone.phases.checks.scene import Scene
from rezone.phases.reports.report import file_totals
from rezone.phases.standing import refuse_interrupted, refuse_missing_dependencies
from rezone.transforms.references.model import Status


def _judge(scene: Scene) -> Finding:
    root, phase = scene.tree.root, scene.phase
    threshold = "not refused, 0 unknown references"
    if phase.number in scene.tree.applied:
        return Finding(False, f"phase {phase.number} is applied already", threshold)
    refuse_interrupted(root)
    refuse_missing_dependencies(root, scene.plan, phase)
    found = scene.preview
    totals = file_totals(found)
    unknown = found.statuses[Status.UNKNOWN]
    details = tuple(
        f"{file.old}:{r.line}: {r.old}: {r.reason}"
        for file in found.files
        for r in file.references
        if r.status is Status.UNKNOWN
    )
    return Finding(
        unknown == 0,
        f"{totals['moved']} files move, {totals['edited']} are edited, "
        f"{unknown} unknown references",
        threshold,
        {**totals, "unknown": unknown},
        details + found.warnings,
    )


CHECK = Check("plan", "The phase can be worked out", frozenset({When.PRE}), _judge)
