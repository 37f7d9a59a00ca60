"""The run of libcst's runner that a process takes part in: found once, kept for all its files."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from rezone.phases.engine.outcome import FileOutcome
from rezone.phases.engine.session import Session, open_session
from rezone.phases.plan.model import Origin, Phase, Plan, PlannedMove
from rezone.transforms.moves.move import Move


@lru_cache(maxsize=4)
def _open(token: str, root: Path, config: Path | None, number: int, preview: bool) -> Session:
    plan = plan_for(root, config)
    return open_session(token, root, plan, plan.phase(number), preview)


def session_for(path: Path, config: Path | None, number: int, preview: bool, token: str) -> Session:
    """Return the session of the run *token*, for the repository that holds *path*."""
    return _open(token, root_of(path), config, number, preview)


@lru_cache(maxsize=4)
def _open_move(
    token: str, root: Path, config: Path | None, move: tuple[str, str], preview: bool
) -> Session:
    from rezone.phases.plan.find import own_plan

    has_plan = config is not None or own_plan(root) is not None
    own = plan_for(root, config) if has_plan else Plan()
    phase = Phase(1, moves=(PlannedMove(Move(*move), Origin(key="--old, --new")),))
    return open_session(token, root, Plan((phase,), workspace=own.workspace), phase, preview)


def session_for_move(
    path: Path, config: Path | None, move: tuple[str, str], preview: bool, token: str
) -> Session:
    """Return the session that makes one move, (old, new), in the repository that holds *path*."""
    return _open_move(token, root_of(path), config, move, preview)


@lru_cache(maxsize=256)
def _root_above(folder: Path) -> Path:
    from rezone.phases.plan.find import find_root

    found = find_root(folder)
    here = Path.cwd().resolve()
    if found == folder and folder.is_relative_to(here):
        return here
    return found


def root_of(path: Path) -> Path:
    """Return the repository *path* belongs to: the nearest parent with a plan or a ``.git``."""
    return _root_above(path.resolve().parent)


def plan_for(root: Path, config: Path | None) -> Plan:
    """Return the plan named, else the repository's own, else the one that ships."""
    from rezone.phases.plan.catalog import ANOMALY_DETECTION
    from rezone.phases.plan.find import own_plan
    from rezone.phases.plan.read import load

    if config is None and own_plan(root) is None:
        return ANOMALY_DETECTION
    return load(root, config)


@lru_cache(maxsize=4)
def bridges_for(
    token: str,  # noqa: ARG001 - worked out once for each run
    root: Path,
    config: Path | None,
    number: int,
) -> dict[str, dict[str, bytes]]:
    """Return the bridges that a phase could have left: path of the module → path → bytes."""
    from rezone.phases.engine.belated_bridges import belated_bridges
    from rezone.phases.engine.workspace import Workspace

    plan = plan_for(root, config)
    workspace = Workspace.scan(root, plan.workspace.exclude)
    return belated_bridges(workspace, plan, plan.phase(number))


@lru_cache(maxsize=4)
def references_for(
    token: str,  # noqa: ARG001 - one context for each run
    root: Path,
    config: Path | None,
    from_before: bool,
) -> Callable[[str, bytes], FileOutcome]:
    """Return the function that rewrites the references of one file: (path, bytes) → outcome."""
    from rezone.phases.engine.references_only import references_context
    from rezone.phases.engine.rewriting import rewrite_file
    from rezone.phases.engine.workspace import Workspace

    plan = plan_for(root, config)
    workspace = Workspace.scan(root, plan.workspace.exclude)
    context = references_context(workspace, plan, from_before=from_before)
    return lambda path, content: rewrite_file(context, path, content)
