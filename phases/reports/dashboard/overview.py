"""What the first view says in words and figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rezone.phases.reports.dashboard.model import Dashboard, PhaseFacts, Step


def headline(dashboard: Dashboard) -> str:
    """Return where the migration stands, in a sentence or two."""
    phases = dashboard.phases
    broken = [p.number for p in phases if p.status == "interrupted"]
    if broken:
        return f"Phase {broken[0]} was interrupted. Run rezone recover before anything else."
    if not phases:
        return "There is nothing to migrate: the plan has no phase."
    done = [p for p in phases if p.status == "applied"]
    if len(done) == len(phases):
        return (
            "The phase is applied."
            if len(phases) == 1
            else f"All {len(phases)} phases are applied."
        )
    following = next(p for p in phases if p.status != "applied")
    title = f": {following.title}" if following.title else ""
    start = f"{len(done)} of {len(phases)} phases applied" if done else "No phase is applied yet"
    return f"{start}. Next is phase {following.number}{title}."


def to_measure(dashboard: Dashboard) -> int:
    """Return the phase to measure: the one applied last, else the first; 1 without phases."""
    phases = dashboard.phases
    applied = [phase.number for phase in phases if phase.status == "applied"]
    return applied[-1] if applied else phases[0].number if phases else 1


def figures(dashboard: Dashboard) -> list[dict[str, Any]]:
    """Return the figures below it; a bad one is marked."""
    now = next(step for step in dashboard.steps if step.is_now)
    phases = dashboard.phases
    moved = sum(p.files_moved or 0 for p in phases if p.status == "applied")
    planned = sum(_planned(p) or 0 for p in phases)
    all_known = all(_planned(p) is not None for p in phases)
    return [
        _figure("Files moved", moved, f"of {planned:,}" if all_known else ""),
        _figure("Imports by old names", now.old_names, f"of {now.imports:,}"),
        _figure("Packages", len(now.packages), f"with {now.modules:,} modules"),
        _figure(
            "Imports across closed borders",
            len(now.violations) if dashboard.domains else "none",
            _once_done(dashboard, now) if dashboard.domains else "no domains in the plan",
            bool(now.violations),
        ),
        _figure("Import cycles", len(now.cycles), "", bool(now.cycles)),
        _figure("Bridges", len(dashboard.bridges), f"{_used(dashboard)} in use"),
    ]


def burndown(dashboard: Dashboard) -> list[dict[str, Any]]:
    """Return for each point of the migration how many old names there are still.

    *pending* are the references that phases to come have to settle, *left* those that phases up
    to then did not rewrite; None where a phase has not been worked out.
    """
    facts = {phase.number: phase for phase in dashboard.phases}
    numbers = [step.phase for step in dashboard.steps if step.phase is not None]
    rows = []
    for step in dashboard.steps:
        place = numbers.index(step.phase) + 1 if step.phase is not None else 0
        done = [facts[n].references if n in facts else None for n in numbers[:place]]
        ahead = [facts[n].references if n in facts else None for n in numbers[place:]]
        rows.append(
            {
                "label": step.label,
                "imports": step.old_names,
                "is_now": step.is_now,
                "is_simulated": step.is_simulated and not _is_past(dashboard, step),
                "pending": _sum(None if r is None else sum(r.values()) for r in ahead),
                "left": _sum(map(left, done)),
            }
        )
    return rows


def left(references: Mapping[str, int] | None) -> int | None:
    """Return how many references were not rewritten, None where nobody has looked."""
    if references is None:
        return None
    return sum(count for status, count in references.items() if status != "rewritten")


def _planned(phase: PhaseFacts) -> int | None:
    return phase.files_moved if phase.files_planned is None else phase.files_planned


def _once_done(dashboard: Dashboard, now: Step) -> str:
    last = dashboard.steps[-1]
    return "" if last is now else f"{len(last.violations)} after all phases"


def _used(dashboard: Dashboard) -> int:
    return sum(bool(bridge.users) for bridge in dashboard.bridges)


def _is_past(dashboard: Dashboard, step: Step) -> bool:
    now = next(place for place, s in enumerate(dashboard.steps) if s.is_now)
    return dashboard.steps.index(step) < now


def _figure(title: str, value: object, of: str, bad: bool = False) -> dict[str, Any]:
    return {"title": title, "value": value, "of": of, "bad": bad}


def _sum(values: Any) -> int | None:
    total = 0
    for value in values:
        if value is None:
            return None
        total += value
    return total
