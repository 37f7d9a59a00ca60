"""How the web applications of the plan answer.

The value is app → ``{"requests": […], "answers": {request: {"status", "type", "shape"}}, "left":
[routes that nobody calls]}``, or ``{"error": why it does not load}``.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    return {app: _told(ask(tree, app)) for app in apps}


ANSWERS = Measure("api", _take, whole=True)


def answers_to(tree: Tree, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return how *tree* answers what was asked *before*: the same requests, whatever it says now.

    Raises:
        Unmeasured: as `ask`.
    """
    return {
        app: _told(ask(tree, app, requests=said["requests"]))
        for app, said in before.items()
        if "requests" in said and app in tree.plan.checks.apps
    }


def _told(said: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("error",) if "error" in said else ("requests", "answers", "left")
    return {key: said[key] for key in kept}


def ask(tree: Tree, app: str, rounds: int = 0, requests: object = None) -> Any:
    """Call the safe routes of *app* in *tree*, and *rounds* times more to see how long it takes.

    Raises:
        Unmeasured: the test client of its framework is missing, or it took too long.
    """
    asked = {"app": name_now(tree, app), "rounds": rounds, "requests": requests}
    said = tree.ask("web_requests", asked)
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
