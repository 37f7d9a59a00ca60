"""The bridges of a repository: who uses them, which are past their end, and how they go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from rezone.phases.plan.model import Plan
from rezone.phases.standing import BACKUPS, refuse_interrupted, states
from rezone.transforms.bridges.bridge import Bridge, is_over
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.errors import Refused
from rezone.transforms.names import is_within

if TYPE_CHECKING:
    from rezone.phases.engine.bridge_users import Use
    from rezone.phases.engine.workspace import Workspace
    from rezone.phases.transaction.manifest import Manifest


class StandingBridge(Struct, frozen=True, dict=True):
    """A bridge, the places in the repository that use it, and whether it is past its end."""

    bridge: Bridge
    users: tuple[Use, ...] = ()
    is_over: bool = False

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON values."""
        bridge = self.bridge
        keys = ("file", "line", "kind", "name")
        return {
            "path": bridge.path,
            "old": bridge.old,
            "new": bridge.new,
            "phase": bridge.phase,
            "until": bridge.until or None,
            "over": self.is_over,
            "users": [{key: getattr(use, key) for key in keys} for use in self.users],
        }


class Dropped(Struct, frozen=True, dict=True):
    """What `drop_bridges` did: the bridges that go, those that stay, and the change that it is.

    Of those that stay some have users; the others are packages above one of them.
    """

    gone: tuple[Bridge, ...]
    refused: tuple[StandingBridge, ...]
    changes: ChangeSet

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON values."""
        return {
            "removed": [bridge.path for bridge in self.gone],
            "refused": [standing.as_dict() for standing in self.refused],
        }


def standing_bridges(root: Path, plan: Plan) -> tuple[StandingBridge, ...]:
    """Return every bridge in the repository with its users, by old name."""
    from rezone.phases.engine.workspace import Workspace

    return _standing(Workspace.scan(root, plan.workspace.exclude), plan)


def _standing(workspace: Workspace, plan: Plan) -> tuple[StandingBridge, ...]:
    from rezone.phases.engine.bridge_users import uses

    bridges = sorted(workspace.bridges.values(), key=lambda bridge: (bridge.old, bridge.path))
    users = uses(workspace, plan, (bridge.old for bridge in bridges))
    today, version = datetime.now(UTC).date(), _version(workspace)
    return tuple(StandingBridge(b, users[b.old], is_over(b.until, today, version)) for b in bridges)


def _version(workspace: Workspace) -> str:
    """Return the version that ``pyproject.toml`` gives, ``""`` where it gives none."""
    from rezone.phases.engine.build_lists import parsed

    content = workspace.content("pyproject.toml") if "pyproject.toml" in workspace.files else None
    data = parsed(content)
    tables = (data.get("project"), (data.get("tool") or {}).get("poetry"))
    found = (table.get("version") for table in tables if isinstance(table, dict))
    return next((version for version in found if isinstance(version, str)), "")


def drop_bridges(
    root: Path, plan: Plan, phase: int | None = None, *, write: bool = True
) -> Dropped:
    """Remove the bridges of *phase*, or all, that nobody in the repository uses.

    Those that have users stay.  With *write* off nothing is written.

    Raises:
        Refused: a phase was interrupted, or the operating system refused a step.
    """
    from rezone.phases.engine.bridge_removal import without_bridges
    from rezone.phases.engine.workspace import Workspace

    refuse_interrupted(root)
    workspace = Workspace.scan(root, plan.workspace.exclude)
    standing = _standing(workspace, plan)
    asked = [s for s in standing if phase is None or s.bridge.phase == phase]
    unused = {s.bridge.path for s in asked if not s.users}
    stay = [s.bridge for s in standing if s.bridge.path not in unused]
    gone = tuple(
        s.bridge for s in asked if s.bridge.path in unused and not _is_above(s.bridge, stay)
    )
    refused = tuple(s for s in asked if s.bridge not in gone)
    changes = without_bridges(workspace, plan, gone)
    if write and gone:
        _commit(root, plan, gone, changes)
    return Dropped(gone, refused, changes)


def _is_above(bridge: Bridge, others: Iterable[Bridge]) -> bool:
    return any(other.old != bridge.old and is_within(other.old, bridge.old) for other in others)


def _commit(root: Path, plan: Plan, gone: tuple[Bridge, ...], changes: ChangeSet) -> None:
    from rezone.phases.reports.ignored import ignore_run_files
    from rezone.phases.reports.report import plan_hash
    from rezone.phases.transaction.commit import apply

    ignore_run_files(root, BACKUPS)
    meta = {
        "plan_hash": plan_hash(plan),
        "outcome": {"title": "bridges removed", "bridges": [bridge.old for bridge in gone]},
    }
    apply(root, changes, phase=_free_number(root), backups=root / BACKUPS, meta=meta)


def _free_number(root: Path) -> int:
    """Return the number for a removal: 0 and below, which no phase has."""
    known = states(root)
    return next(
        n for n in range(0, -len(known) - 1, -1) if n not in known or not _applied(known[n])
    )


def _applied(manifest: Manifest) -> bool:
    return manifest.status == "applied"


def restore_bridges(root: Path, *, force: bool = False) -> Manifest:
    """Undo the last `drop_bridges`; with *force* over files that were edited since.

    Raises:
        TreeChanged: files were edited since; all are named.
        Refused: no bridges were removed, or a phase applied later must go first.
    """
    from rezone.phases.transaction.rollback import rollback

    refuse_interrupted(root)
    removals = [m for number, m in states(root).items() if number < 1 and _applied(m)]
    if not removals:
        raise Refused("no bridges were removed", hint="rezone status lists those that are there")
    latest = max(removals, key=lambda manifest: manifest.time)
    return rollback(root, phase=latest.phase, backups=root / BACKUPS, force=force)
