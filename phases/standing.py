"""Where the phases stand, by their backups and by the tree; and what brings a crash to an end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from rezone.phases.plan.model import Phase, Plan
from rezone.transforms.errors import Refused

if TYPE_CHECKING:
    from rezone.phases.transaction.manifest import Manifest

BACKUPS = "migration_backups"


def states(root: Path) -> dict[int, Manifest]:
    """Return the manifest of each phase that a backup knows of."""
    from rezone.phases.transaction.manifest import states as manifests

    return manifests(root / BACKUPS)


def is_applied(root: Path, number: int) -> bool:
    """Say whether the backups know the phase as applied."""
    manifest = states(root).get(number)
    return manifest is not None and manifest.status == "applied"


def refuse_interrupted(root: Path) -> None:
    """Stop if a crash left a phase half done, or another process is writing.

    Raises:
        Refused: with the phase, and the way out.
    """
    from rezone.phases.transaction.backup import refuse_interrupted as refuse

    refuse(root / BACKUPS)


def refuse_missing_dependencies(root: Path, plan: Plan, phase: Phase) -> None:
    """Stop if a phase that *phase* depends on is not applied.

    Raises:
        Refused: with the phases that are missing.
    """
    from rezone.phases.engine.context import seems_applied
    from rezone.phases.engine.workspace import Workspace

    missing = [number for number in phase.depends_on if not is_applied(root, number)]
    if missing:
        workspace = Workspace.scan(root, plan.workspace.exclude)
        missing = [n for n in missing if not seems_applied(workspace, plan, plan.phase(n))]
    if missing:
        first, *others = missing
        more = "".join(f" and phase {number}" for number in others)
        raise Refused(
            f"phase {phase.number} depends on phase {first}{more}, not applied yet",
            phase.origin.path,
            phase.origin.line,
            f"rezone migrate --phase {missing[0]} --execute first, or --all",
        )


class Standing(Struct, frozen=True, dict=True):
    """Where one phase stands: ``applied``, ``pending`` or ``interrupted``, and since when (UTC)."""

    phase: Phase
    status: str
    time: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON values."""
        return {
            "phase": self.phase.number,
            "title": self.phase.title,
            "risk": self.phase.risk.value,
            "status": self.status,
            "time": self.time,
        }


def standings(root: Path, plan: Plan) -> tuple[Standing, ...]:
    """Return where each phase of *plan* stands, in dependency order.

    A phase without a backup counts as applied if the tree shows it: somebody else applied it.
    """
    from rezone.phases.engine.context import seems_applied
    from rezone.phases.engine.workspace import Workspace

    known = states(root)
    workspace: Workspace | None = None
    found: list[Standing] = []
    for phase in plan.in_dependency_order():
        manifest = known.get(phase.number)
        if manifest is not None and manifest.status.is_interrupted:
            found.append(Standing(phase, "interrupted", manifest.time))
        elif manifest is not None and manifest.status == "applied":
            found.append(Standing(phase, "applied", manifest.time))
        else:
            workspace = workspace or Workspace.scan(root, plan.workspace.exclude)
            seen = seems_applied(workspace, plan, phase)
            found.append(Standing(phase, "applied" if seen else "pending"))
    return tuple(found)


def recover(root: Path) -> list[dict[str, Any]]:
    """Finish or undo what a crash left; return the phases concerned and what the tree is now.

    ``edited`` lists the files that a person changed after the crash, below the root; they were
    saved in the backup of the phase, below ``edited``.

    Raises:
        Refused: the operating system refused a step.
    """
    from rezone.phases.transaction.recover import recover as bring_back

    done = bring_back(root, root / BACKUPS)
    return [
        {
            "phase": r.phase,
            "tree": "after" if r.applied else "before",
            "edited": [f"{BACKUPS}/phase{r.phase}/edited/{path}" for path in r.edited],
        }
        for r in done
    ]
