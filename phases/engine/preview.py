"""A phase worked out completely, in memory: the change set and everything worth telling."""

from __future__ import annotations

from collections.abc import Callable

from rezone.phases.engine.bridges import answered, with_bridges
from rezone.phases.engine.changes import change_set
from rezone.phases.engine.collector import paused
from rezone.phases.engine.context import PhaseContext, build_context
from rezone.phases.engine.examine import Executor
from rezone.phases.engine.hidden_places import refuse_hidden_places
from rezone.phases.engine.known_files import known_files, remember
from rezone.phases.engine.last_look import last_look
from rezone.phases.engine.lazy_packages import with_lazy_packages
from rezone.phases.engine.other_copies import other_copies
from rezone.phases.engine.outcome import FileOutcome, Preview
from rezone.phases.engine.packed_runs import packed_runs
from rezone.phases.engine.pool import Processes
from rezone.phases.engine.refusals import refuse_broken_imports, refuse_unreadable, warnings
from rezone.phases.engine.unshipped import unshipped
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Phase, Plan
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.records import replace

Progress = Callable[[int, int], None]


def preview(
    workspace: Workspace,
    plan: Plan,
    phase: Phase,
    progress: Progress | None = None,
    executor: Executor | None = None,
    *,
    keep_imports: bool = True,
) -> Preview:
    """Work out what *phase* does to *workspace*; nothing is written.

    *executor* goes over the files; None: in as many processes as the work is worth.  Without
    *keep_imports* the program may end with imports that fail: the tree is only a step on the way
    to another.

    Raises:
        PlanErrors: the plan contradicts the workspace.
        Refused: a file that names what moves cannot be parsed, an edit cannot be proven, or git
            would not see a file any more.
    """
    context = build_context(workspace, plan, phase)
    executor = executor or Processes()
    outcomes = _examined(context, executor, progress)
    outcomes = with_lazy_packages(context, outcomes)
    changes, removed = change_set(context, outcomes)
    edited: set[str] = set()
    if any(planned.move.is_symbol for planned in phase.moves):
        from rezone.phases.engine.symbols import SymbolStage, joined

        stage = SymbolStage(workspace.after(changes), plan, phase, context.resolver.names)
        with paused():
            more, then = stage.run(executor)
        refuse_unreadable(stage.context, then)
        edited = stage.named(more)
        outcomes, changes = list(joined(outcomes, then)), changes.then(more)
    if keep_imports:
        refuse_broken_imports(context, changes, edited)
    outcomes = list(last_look(context, changes, outcomes))
    bridged = with_bridges(context, changes, outcomes)
    outcomes = answered(outcomes, bridged.bridges)
    told = [o for o in outcomes if o.is_change or o.references or o.problem]
    return Preview(
        phase.number,
        bridged.changes,
        tuple(sorted(told, key=lambda outcome: outcome.old)),
        len(workspace.files),
        context.layout.created,
        tuple(path for path in removed if path not in bridged.kept),
        (
            *warnings(context, changes, outcomes),
            *other_copies(context, outcomes),
            *unshipped(workspace, bridged.changes),
            *packed_runs(workspace.after(bridged.changes)),
            *bridged.warnings,
            *(_hidden(workspace, plan, bridged.changes) if keep_imports else ()),
        ),
        bridged.bridges,
        workspace.files,
    )


def _hidden(workspace: Workspace, plan: Plan, changes: ChangeSet) -> tuple[str, ...]:
    return refuse_hidden_places(workspace, plan.workspace.exclude, changes)


def _examined(
    context: PhaseContext, executor: Executor, progress: Progress | None
) -> list[FileOutcome]:
    """Return what becomes of every file by the moves of modules."""
    paths = sorted(context.index.files - context.plan_files)

    def count(done: int) -> None:
        if progress is not None:
            progress(done, len(paths))

    known = known_files()
    with paused():
        outcomes = list(executor(replace(context, known=known), paths, count))
    remember(known, (outcome.before for outcome in outcomes if outcome.is_skimmed))
    refuse_unreadable(context, outcomes)
    return outcomes
