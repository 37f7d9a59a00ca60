"""What the symbols of a phase would drag along: told before anything is worked out for good."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from rezone.phases.engine.context import choose_roots
from rezone.phases.engine.preview import preview
from rezone.phases.engine.symbols import SymbolStage
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Phase, Plan
from rezone.transforms.errors import RezoneError
from rezone.transforms.index.modules import Index
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.symbols.definitions import Obstacle
from rezone.transforms.symbols.module_text import ModuleText
from rezone.transforms.symbols.needs import needs_of, wanted_for
from rezone.transforms.symbols.obstacles import movable


@dataclass(frozen=True, slots=True)
class Drag:
    """One symbol that is to move.

    *imports* are qualified names that its new module imports for it, *helpers* those of its old
    module that stay there and are imported from it, *lines* how long its definition is; *back*:
    the old module goes on to use it.
    """

    symbol: str
    target: str
    lines: int
    imports: tuple[str, ...]
    helpers: tuple[str, ...]
    back: bool


@dataclass(frozen=True, slots=True)
class SymbolPhase:
    """The symbols of the phase *number*; *refusal* is why it would be refused, ``""`` if not."""

    number: int
    drags: tuple[Drag, ...]
    refusal: str

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON values."""
        return asdict(self)


def symbol_phases(workspace: Workspace, plan: Plan, applied: set[int]) -> Iterator[SymbolPhase]:
    """Yield the phases that move symbols, as far as their modules are there by now.

    *applied* are the numbers of phases that are done.
    """
    index = Index.build(workspace.program, choose_roots(plan, workspace))
    for phase in plan.in_dependency_order():
        symbols = [planned.move for planned in phase.moves if planned.move.is_symbol]
        homes = {move.source.partition(":")[0] for move in symbols}
        if phase.number in applied or not symbols or not all(map(index.has, homes)):
            continue
        refusal = ""
        try:
            preview(workspace, plan, phase)
        except RezoneError as error:
            refusal = str(error)
        yield SymbolPhase(phase.number, tuple(_drags(workspace, plan, phase)), refusal)


def _drags(workspace: Workspace, plan: Plan, phase: Phase) -> Iterator[Drag]:
    stage = SymbolStage(workspace, plan, phase, NameMap(()))
    symbols = NameMap(planned.move for planned in stage.planned).symbols
    try:
        modules = stage.modules
    except RezoneError:
        return  # the refusal says so
    gone = [n for home, name in symbols for n in _nodes(modules[home], name)]
    for (home, name), (target, new) in symbols.items():
        module = modules[home]
        nodes = _nodes(module, name)
        imports: list[str] = []
        helpers: list[str] = []
        for need in needs_of(module, nodes).values():
            for wanted in wanted_for(need, symbols, target)[0]:
                stays = wanted.module == home and not module.imports(need.name)
                (helpers if stays else imports).append(wanted.meaning)
        left = [node for node in module.tree.body if node not in gone]
        lines = sum((node.end_lineno or node.lineno) - node.lineno + 1 for node in nodes)
        back = any(use.name.id == name for use in module.uses_in(left))
        said = (tuple(sorted(set(imports))), tuple(sorted(set(helpers))))
        yield Drag(f"{home}:{name}", f"{target}:{new}", lines, *said, back)


def _nodes(module: ModuleText, name: str) -> list[ast.stmt]:
    found = movable(module, name)
    return [] if isinstance(found, Obstacle) else found
