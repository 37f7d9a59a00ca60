"""Trees on disk, and a phase's change set carried out on them without ceremony."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from rezone.phases.engine.outcome import Preview
from rezone.phases.engine.preview import preview
from rezone.phases.engine.references_only import references_context, rewrite_references
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Phase, Plan, PlannedMove, WorkspaceConfig
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.moves.move import Move
from rezone.transforms.records import replace


def plan_of(moves: dict[str, str], roots: tuple[str, ...] = ("src",)) -> Plan:
    """Return the plan of one phase with these moves."""
    planned = tuple(PlannedMove(Move(old, new)) for old, new in moves.items())
    return Plan((Phase(1, moves=planned),), workspace=WorkspaceConfig(roots=roots))


def phases_of(moves: Iterable[dict[str, str]]) -> Plan:
    """Return the plan of these phases, numbered from 1, each after the one before."""
    phases = tuple(
        replace(plan_of(made).phases[0], number=number, depends_on=(number - 1,) * (number > 1))
        for number, made in enumerate(moves, 1)
    )
    return Plan(phases, workspace=WorkspaceConfig(roots=("src",)))


def write_tree(folder: Path, files: dict[str, bytes]) -> None:
    """Make *folder* hold just *files*."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def read_tree(folder: Path) -> dict[str, bytes]:
    """Return the files below *folder*, without what a run leaves there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.relative_to(folder).parts[0].startswith("migration_")
    }


def work_out(folder: Path, moves: dict[str, str]) -> Preview:
    """Return the preview of *moves* over the tree at *folder*."""
    plan = plan_of(moves)
    return preview(Workspace.scan(folder), plan, plan.phase(1))


def carried_out(files: dict[str, bytes], changes: ChangeSet) -> dict[str, bytes]:
    """Return *files* after *changes*."""
    left = {change.old for change in changes.files}
    after = {path: content for path, content in files.items() if path not in left}
    for change in changes.files:
        if change.new is not None:
            same = files[change.old] if change.old is not None else b""
            assert change.new not in after, f"{change.new} is written twice"
            after[change.new] = same if change.content is None else change.content
    return after


def module_names(files: dict[str, bytes], changes: ChangeSet) -> dict[str, str | None]:
    """Return old → new qualified name of each module, None for one that goes."""
    places = {change.old: change.new for change in changes.files if change.old}
    found = {}
    for path in files:
        new = places.get(path, path)
        found[_name(path)] = None if new is None else _name(new)
    return found


def _name(path: str) -> str:
    return path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def applied_by(folder: Path, plan: Plan) -> dict[str, bytes]:
    """Return the files below *folder* as `rezone rewrite` leaves them."""
    workspace = Workspace.scan(folder)
    context = references_context(workspace, plan)
    found = {path: workspace.read(path) for path in workspace.files}
    for outcome in rewrite_references(context, sorted(workspace.files)):
        if outcome.content is not None:
            found[outcome.old] = outcome.content
    return found
