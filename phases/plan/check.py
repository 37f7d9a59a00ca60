"""What is wrong with a plan once the workspace is seen, phase after phase."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Protocol

from rezone.phases.plan.landing import Landing, skipped_names
from rezone.phases.plan.model import Phase, Plan, PlannedMove
from rezone.transforms.errors import PlanError
from rezone.transforms.names import last, parent


class WorkspaceView(Protocol):
    """What a check of names needs to know of a workspace."""

    @property
    def modules(self) -> frozenset[str]:
        """Qualified names of all modules and packages."""

    @property
    def packages(self) -> frozenset[str]:
        """Qualified names of those that are packages, namespace packages included."""

    @property
    def bare(self) -> frozenset[str]:
        """Qualified names of the packages that are known to have no ``__init__``."""

    @property
    def sourceless(self) -> frozenset[str]:
        """Qualified names of which there are compiled files or declarations, and no source."""


def check(
    plan: Plan,
    modules: WorkspaceView,
    applied: Collection[int] = (),
    only: Collection[int] | None = None,
) -> tuple[PlanError, ...]:
    """Return what contradicts the workspace: sources that are nowhere, targets that are taken.

    The phases are followed in dependency order, so that one may move what an earlier one
    created.  A move whose source is refused has no effect on the phases after it.  Packages may
    merge; the modules in them may not collide.

    Args:
        plan: a plan whose text holds no error.
        modules: the names that exist now.
        applied: numbers of the phases that are applied already; they are passed over.
        only: numbers of the phases whose errors are wanted; all are followed nevertheless.
    """
    problems: list[PlanError] = []
    now = Landing(modules.modules, modules.packages, ())
    bare = modules.bare
    past = dict.fromkeys(modules.sourceless, "it has no source here, and the name is in the binary")
    for phase in plan.in_dependency_order():
        if phase.number in applied:
            continue
        known, packages = now.modules_after, now.packages_after
        found = [
            (planned, _source_error(planned, known, packages, past)) for planned in phase.moves
        ]
        startable = tuple(planned for planned, error in found if error is None)
        now = Landing(known, packages, startable, skipped_names(phase, plan.workspace))
        if only is None or phase.number in only:
            problems.extend(error for _, error in found if error is not None)
            problems.extend(_collisions(now))
            problems.extend(_shadows(now))
            problems.extend(_lazy_errors(phase, known, packages - bare))
        bare = frozenset(new for new, old in now.sources.items() if old and bare.issuperset(old))
        for new, old in now.sources.items():
            moved = f"phase {phase.number} has moved it to {new!r}"
            past.update((name, moved) for name in old if name != new)
    return tuple(problems)


def _source_error(
    planned: PlannedMove, known: frozenset[str], packages: frozenset[str], past: dict[str, str]
) -> PlanError | None:
    """Return why the move cannot start: nothing is there, or it would end in itself."""
    move = planned.move
    source = move.source.partition(":")[0]
    if source not in known:
        return _error(
            planned, f"there is no module {source!r}", past.get(source) or _near(source, known)
        )
    inside = move.target.startswith(f"{source}.")
    if inside and not move.is_symbol and not move.alone and source in packages:
        return _error(
            planned,
            f"the package {source!r} cannot be moved into itself, to {move.target!r}",
            f"move what it holds, or only its own module: {source + '.__init__'!r}",
        )
    return None


def _near(source: str, known: frozenset[str]) -> str:
    """Return a hint at what *source* may have meant."""
    from difflib import get_close_matches

    module = parent(source)
    if module in known and not any(name.startswith(f"{module}.") for name in known):
        return f"{module!r} is a module; a symbol of it is written '{module}:{last(source)}'"
    same_end = [name for name in known if last(name) == last(source)]
    near = get_close_matches(source, same_end, n=1, cutoff=0.5) or get_close_matches(
        source, known, n=1
    )
    return f"did you mean {near[0]!r}?" if near else "names start below an import root"


def _collisions(landing: Landing) -> Iterator[PlanError]:
    """Yield an error for each module that would take the place of another one."""
    for new, old in sorted(landing.sources.items()):
        if len(old) < 2 or landing.packages.issuperset(old):
            continue
        movers = {name: landing.mover(name) for name in old}
        first, *others = sorted(old, key=lambda name: landing.rank(movers[name]))
        for name in others:
            planned = movers[name]
            if planned is None:
                continue
            earlier = movers[first]
            if earlier is None:
                problem = f"{new!r} exists already; {name!r} would take its place"
                hint = "choose another target, or move the one that is there first"
            else:
                problem = f"both {first!r} and {name!r} become {new!r}"
                hint = f"the other move is {_place(earlier)}"
            yield _error(planned, problem, hint)


def _shadows(landing: Landing) -> Iterator[PlanError]:
    """Yield an error for each plain module that would have to hold another one."""
    for above, below in sorted(landing.shadowed().items()):
        planned = landing.arrival(below) or landing.arrival(above)
        if planned is not None:
            problem = f"{above!r} is a module, so that nothing can lie below it, as {below!r} would"
            yield _error(planned, problem, f"move {above!r} to {above + '.core'!r} first")


def _lazy_errors(
    phase: Phase, known: frozenset[str], regular: frozenset[str]
) -> Iterator[PlanError]:
    """Yield an error for each package that re-exports nothing because it has no ``__init__``.

    A shipped phase (no line asks for it) has nothing to make lazy then, which is no error.
    """
    origin = phase.lazy_origin
    for name in phase.lazy:
        if name not in regular and origin.line:
            what = "is no package with an __init__.py" if name in known else "does not exist"
            hint = "" if name in known else _near(name, known)
            yield PlanError(f"{origin.key}: {name!r} {what}", origin.path, origin.line, hint)


def _place(planned: PlannedMove) -> str:
    line = planned.origin.line
    return f"on line {line}" if line else planned.origin.key


def _error(planned: PlannedMove, problem: str, hint: str) -> PlanError:
    origin = planned.origin
    return PlanError(f"{origin.key}: {problem}", origin.path, origin.line, hint)
