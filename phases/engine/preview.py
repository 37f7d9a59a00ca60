"""A phase worked out completely, in memory: the change set and everything worth telling."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from hashlib import sha256

from rezone.phases.engine.changes import change_set
from rezone.phases.engine.collector import paused
from rezone.phases.engine.context import PhaseContext, build_context
from rezone.phases.engine.last_look import last_look
from rezone.phases.engine.lazy_packages import with_lazy_packages
from rezone.phases.engine.outcome import FileOutcome, Preview
from rezone.phases.engine.pool import rewrite_files
from rezone.phases.engine.refusals import refuse_broken_imports, refuse_unreadable, warnings
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Phase, Plan
from rezone.transforms.index.modules import SOURCE_SUFFIXES

Progress = Callable[[int, int], None]


def preview(
    workspace: Workspace,
    plan: Plan,
    phase: Phase,
    progress: Progress | None = None,
    jobs: int | None = None,
) -> Preview:
    """Work out what *phase* does to *workspace*; nothing is written.

    *jobs* is the number of processes; None: as many as the work is worth.

    Raises:
        PlanErrors: the plan contradicts the workspace.
        Refused: a file that names what moves cannot be parsed, or an edit cannot be proven.
    """
    context = build_context(workspace, plan, phase)
    with paused():
        outcomes = list(_outcomes(context, progress, jobs))
    refuse_unreadable(context, outcomes)
    outcomes = with_lazy_packages(context, outcomes)
    changes, removed = change_set(context, outcomes)
    refuse_broken_imports(context, changes)
    outcomes = list(last_look(context, changes, outcomes))
    told = [o for o in outcomes if o.is_change or o.references or o.problem]
    return Preview(
        phase.number,
        changes,
        tuple(sorted(told, key=lambda outcome: outcome.old)),
        len(workspace.files),
        context.layout.created,
        removed,
        tuple(warnings(context, changes, outcomes)),
    )


def _outcomes(
    context: PhaseContext, progress: Progress | None, jobs: int | None
) -> Iterator[FileOutcome]:
    others: list[FileOutcome] = []
    yield from rewrite_files(context, _candidates(context, progress, others), jobs)
    yield from others


def _candidates(
    context: PhaseContext, progress: Progress | None, others: list[FileOutcome]
) -> Iterator[tuple[str, bytes]]:
    """Yield the files that may name what moves; those that only move go to *others*."""
    workspace = context.workspace
    paths = sorted(context.index.files - context.plan_files)
    moved = context.layout.paths
    for count, path in enumerate(paths, 1):
        if progress is not None and (count % 64 == 0 or count == len(paths)):
            progress(count, len(paths))
        content = workspace.content(path)
        if content is None:
            text = workspace.link(path)
            if path in moved and text is not None:
                others.append(_link(path, moved[path], text))
            continue
        is_python = path.endswith(SOURCE_SUFFIXES)
        if context.may_name(path, content) or (path in moved and is_python):
            yield path, content
        elif path in moved:
            others.append(FileOutcome(path, moved[path], sha256(content).hexdigest()))


def _link(old: str, new: str, text: str) -> FileOutcome:
    return FileOutcome(old, new, sha256(os.fsencode(text)).hexdigest())
