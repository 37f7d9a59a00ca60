"""Bridges for a phase that was applied without any."""

from __future__ import annotations

from collections.abc import Iterator

from rezone.phases.engine.applied import applied_in, name_map
from rezone.phases.engine.bridges import content_of
from rezone.phases.engine.context import choose_roots
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.landing import Landing
from rezone.phases.plan.model import Phase, Plan
from rezone.transforms.bridges.bridge import Bridge
from rezone.transforms.bridges.wanted import departures, is_outermost, newcomers, obstacle
from rezone.transforms.errors import Refused
from rezone.transforms.index.layout import INIT, folder_in, root_for
from rezone.transforms.index.modules import Index, ModulePath
from rezone.transforms.moves.compose import compose
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.names import ancestors, is_within


def belated_bridges(workspace: Workspace, plan: Plan, phase: Phase) -> dict[str, dict[str, bytes]]:
    """Return the bridges that *phase* could have left, and the ``__init__`` files above them.

    Where several packages became one, its modules cannot be told apart any more: each has a
    bridge below the old name of each.

    Returns:
        Path of the module as it is now → path of the new file → its bytes.

    Raises:
        Refused: the phase is not applied.
    """
    applied = applied_in(workspace, plan)
    if phase.number not in applied:
        raise Refused(
            f"phase {phase.number} is not applied: it can leave bridges itself",
            phase.origin.path,
            phase.origin.line,
            f"rezone migrate --phase {phase.number} --execute --shims",
        )
    index = Index.build(workspace.program, choose_roots(plan, workspace))
    names = _since(plan, phase, applied)
    places = {module.name: module.path for module in index.by_path.values()}
    bridges = list(_bridges(index, names, phase))
    found: dict[str, dict[str, bytes]] = {}
    created: set[str] = set()
    for bridge in bridges:
        files = found.setdefault(places[bridge.new], {})
        content = content_of(
            bridge,
            is_outermost(bridge, bridges),
            index,
            lambda path: workspace.content(path) or b"",  # a link has none
        )
        files[bridge.path] = content
        for init in _missing_inits(index, bridge, bridges):
            if init not in created:
                created.add(init)
                files[init] = b""
    return found


def _since(plan: Plan, phase: Phase, applied: frozenset[int]) -> NameMap:
    """Return where the names that *phase* moved are now."""
    order = plan.in_dependency_order()
    names = NameMap(planned.move for planned in phase.moves)
    for later in order[order.index(phase) + 1 :]:
        if later.number in applied:
            names = compose(names, name_map(later))
    return names


def _bridges(index: Index, names: NameMap, phase: Phase) -> Iterator[Bridge]:
    landing = Landing(frozenset(), frozenset(), phase.moves)

    def until(name: str) -> str | None:
        planned = landing.mover(name)
        if planned is None or planned.shim is False:
            return None
        return planned.shim_until or phase.shim_until

    sources = [planned.move.source for planned in phase.moves if not planned.move.is_symbol]
    before = set(_before(index, names, sources))
    new_below = newcomers(before, names)
    for departure in departures(before, names, until):
        module = departure.module
        if not obstacle(departure, index, new_below):
            yield Bridge(module.path, module.name, departure.new, phase.number, departure.until)


def _before(index: Index, names: NameMap, sources: list[str]) -> Iterator[ModulePath]:
    """Yield the modules as they were where *names* took them from."""
    for module in index.by_path.values():
        for move in names.moves:
            is_here = (
                module.name == move.target if move.alone else is_within(module.name, move.target)
            )
            old = move.source + module.name[len(move.target) :]
            if not is_here or move.is_symbol or names(old) != module.name:
                continue
            if not any(is_within(old, source) for source in sources):
                continue
            root = root_for(index, old, None, index.roots[0])
            suffix = f"/{INIT}" if module.is_package else ".py"
            if module.path.endswith(".py"):
                yield ModulePath(old, folder_in(root, old) + suffix, root, module.is_package)


def _missing_inits(index: Index, bridge: Bridge, bridges: list[Bridge]) -> Iterator[str]:
    """Yield the ``__init__.py`` of each package above *bridge* that is gone."""
    bridged = {other.old for other in bridges}
    folder = bridge.path.removesuffix(f"/{INIT}") if bridge.is_package else bridge.path
    for package in reversed(ancestors(bridge.old)):
        folder = folder.rpartition("/")[0]
        if package not in bridged and not index.has(package):
            yield f"{folder}/{INIT}"
