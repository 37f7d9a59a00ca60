"""References without relocation: downstream repositories, open branches, changed files of a PR."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from rezone.phases.engine.context import PhaseContext, choose_roots
from rezone.phases.engine.outcome import FileOutcome
from rezone.phases.engine.rewriting import rewrite_file
from rezone.phases.engine.symbol_view import SymbolView
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Phase, Plan
from rezone.transforms.errors import Refused
from rezone.transforms.index.layout import Layout
from rezone.transforms.index.modules import Index
from rezone.transforms.index.namespace import Namespaces
from rezone.transforms.moves.compose import compose, settled
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.references.mentions import TextMap
from rezone.transforms.references.resolver import Resolver


def references_context(
    workspace: Workspace, plan: Plan, numbers: tuple[int, ...] = (), from_before: bool = False
) -> PhaseContext:
    """Return what references follow: the moves whose source is not in this workspace any more.

    With *numbers* those phases only, whatever is where.

    Raises:
        Refused: the moves are a chain or swap, which a tree without history cannot tell apart,
            unless *from_before* says that the files are from before the phases.
    """
    index = Index.build(workspace.program, choose_roots(plan, workspace))
    here = SymbolView(workspace, index)

    def is_left(move: Move) -> bool:
        return here.defines(move.source) if move.is_symbol else index.has(move.source)

    names = names_to_follow(plan, is_left, numbers, from_before)
    return context_of_names(workspace, plan, index, names)


def names_to_follow(
    plan: Plan,
    is_left: Callable[[Move], bool],
    numbers: tuple[int, ...] = (),
    from_before: bool = False,
) -> NameMap:
    """Return the moves of *plan* that are done, as one map; *is_left*: the source is still there.

    Raises:
        Refused: as `references_context`.
    """
    names = NameMap(())
    for phase in plan.in_dependency_order():
        if numbers and phase.number not in numbers:
            continue
        active = _active(phase, is_left, bool(numbers) or from_before)
        names = compose(names, NameMap(active))
    if not from_before and not settled(names):
        raise Refused(
            "the plan moves one thing to where another was, so that a name alone does not say "
            "whether it is old or new",
            plan.source,
            hint="--from-before says that the files are from before the phases",
        )
    return names


def context_of_names(
    workspace: Workspace, plan: Plan, index: Index, names: NameMap
) -> PhaseContext:
    """Return the context in which references follow *names* and no file changes its place."""
    layout = Layout({}, (), (), ())
    homes = {move.target: root for move in names.moves for root, _ in _places(index, move.target)}
    resolver = Resolver(index, names, Namespaces({}), homes)
    text_map = TextMap.build(names, index.names, {}, {}, index.roots, kinds=plan.workspace.read_as)
    return PhaseContext(workspace, plan, Phase(0), index, names.moves, layout, resolver, text_map)


def _places(index: Index, name: str) -> Iterator[tuple[str, str]]:
    """Yield the root that *name* is in now, and where: nothing if it is in another repository."""
    source = index.source_of(name)
    yield from [(source.root, source.path)] if source else islice(index.folders_of(name), 1)


def _active(phase: Phase, is_left: Callable[[Move], bool], every: bool) -> Iterator[Move]:
    for planned in phase.moves:
        if every or not is_left(planned.move):
            yield planned.move
    for old, new in phase.renames:
        yield Move(old, new)


def rewrite_references(context: PhaseContext, paths: Iterable[str]) -> Iterator[FileOutcome]:
    """Yield what becomes of each of *paths* that names what moved."""
    for path in paths:
        is_apart = path in context.plan_files or path in context.workspace.bridges
        content = None if is_apart else context.workspace.content(path)
        if content is not None:
            yield from rewritten(context, path, content)


def rewritten(context: PhaseContext, path: str, content: bytes) -> Iterator[FileOutcome]:
    """Yield what becomes of the file *path* with these bytes, if anything."""
    if context.may_name(path, content):
        outcome = rewrite_file(context, path, content)
        if outcome.is_change or outcome.references or outcome.problem:
            yield outcome
