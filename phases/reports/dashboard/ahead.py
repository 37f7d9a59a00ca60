"""Phases that are pending: worked out on the tree, one upon the other, without writing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from rezone.phases.engine.examine import Executor
from rezone.phases.engine.outcome import Preview
from rezone.phases.engine.preview import preview
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Plan
from rezone.phases.reports.dashboard.diffs import DiffBudget
from rezone.phases.reports.dashboard.model import FileFacts, PhaseFacts, ReferenceFacts
from rezone.phases.reports.report import file_totals, is_to_review
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.errors import RezoneError
from rezone.transforms.records import replace
from rezone.transforms.references.model import Reference, Status


def worked_out(
    workspace: Workspace,
    plan: Plan,
    numbers: Iterable[int],
    executor: Executor | None = None,
) -> Iterator[tuple[int, Workspace, Preview | str]]:
    """Yield each of the phases *numbers* with the tree before it, and what it would do.

    A phase that is refused gives the reason instead, and those after it give that one's name.
    """
    refused = 0
    for number in numbers:
        if refused:
            yield number, workspace, f"phase {refused}, which comes before, cannot be worked out"
            continue
        try:
            found = preview(workspace, plan, plan.phase(number), None, executor)
        except RezoneError as error:
            refused = number
            yield number, workspace, str(error)
            continue
        yield number, workspace, found
        workspace = workspace.after(found.changes)


def told_by_preview(
    facts: PhaseFacts, workspace: Workspace, found: Preview, budget: DiffBudget | None
) -> PhaseFacts:
    """Return *facts* with what the phase would do to *workspace*."""
    totals = file_totals(found)
    pairs = [(file.new, r) for file in found.files for r in file.references]
    shown = [] if budget is None else pairs
    statuses = Counter(r.status.value for _, r in pairs)
    return replace(
        facts,
        source="worked_out",
        files_planned=totals["moved"],
        files_edited=totals["edited"],
        files_proven=totals["proven"],
        references=dict(sorted(statuses.items())),
        files=() if budget is None else tuple(_files(workspace, found, budget)),
        left_alone=tuple(
            _reference(path, r) for path, r in shown if r.status is not Status.REWRITTEN
        ),
        to_review=tuple(_reference(path, r) for path, r in shown if is_to_review(r)),
        warnings=found.warnings,
    )


def told_by_moves(facts: PhaseFacts, moves: ChangeSet, show: bool) -> PhaseFacts:
    """Return *facts* with where files go, without a look into them."""
    files = tuple(FileFacts(change.old, change.new) for change in moves.files)
    planned = sum(change.is_move for change in moves.files)
    return replace(facts, source="plan", files_planned=planned, files=files if show else ())


def _files(workspace: Workspace, found: Preview, budget: DiffBudget) -> Iterator[FileFacts]:
    outcomes = {outcome.old: outcome for outcome in found.files}
    for change in found.changes.files:
        outcome = outcomes.get(change.old) if change.old and change.new else None
        references = () if outcome is None else outcome.references
        diff, left_out = "", ""
        if change.old is not None and change.new is not None and change.content is not None:
            diff, left_out = budget.diff(workspace.content(change.old), change.content)
        edits = _edits(references)
        yield FileFacts(
            change.old, change.new, edits, bool(outcome and outcome.proven), diff, left_out
        )


def _edits(references: Iterable[Reference]) -> Mapping[str, int]:
    rewritten = (r.kind.value for r in references if r.status is Status.REWRITTEN)
    return dict(sorted(Counter(rewritten).items()))


def _reference(path: str, found: Reference) -> ReferenceFacts:
    return ReferenceFacts(
        path,
        found.line,
        found.kind.value,
        found.old,
        found.new,
        found.status.value,
        found.reason,
    )
