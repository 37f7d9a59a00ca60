"""How the web applications of the plan answer: app → ``{url: {"status", "type", "shape"}}``."""

from __future__ import annotations

from typing import Any

from rezone.phases.checks.model import Unmeasured
from rezone.phases.checks.session import Measure
from rezone.phases.checks.tree import Tree
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap


def _take(tree: Tree, _files: frozenset[str]) -> Any:
    apps = tree.plan.checks.apps
    if not apps:
        raise Unmeasured("the plan names no application: apps in [checks]")
    found = {}
    for app in apps:
        said = ask(tree, app)
        found[app] = {"error": said["error"]} if "error" in said else {"answers": said["answers"]}
    return found


ANSWERS = Measure("api", _take, whole=True)


def ask(tree: Tree, app: str, rounds: int = 0) -> Any:
    """Call the safe routes of *app* in *tree*, and *rounds* times more to see how long it takes.

    Raises:
        Unmeasured: the test client of its framework is missing, or it took too long.
    """
    said = tree.ask("web_requests", {"app": name_now(tree, app), "rounds": rounds})
    if "missing" in said:
        raise Unmeasured(f"{app} cannot be called: {said['missing']}")
    return said


def name_now(tree: Tree, app: str) -> str:
    """Return *app*, named as before all phases, by its name in *tree*."""
    module, _, attribute = app.partition(":")
    for phase in tree.plan.in_dependency_order():
        if phase.number not in tree.applied:
            continue
        moves = [planned.move for planned in phase.moves]
        symbols = {move.source: move.target for move in moves if move.is_symbol}
        target = symbols.get(f"{module}:{attribute}")
        if target is not None:
            module, _, attribute = target.partition(":")
        else:
            module = NameMap((*moves, *(Move(old, new) for old, new in phase.renames)))(module)
    return f"{module}:{attribute}"
