"""A few Python files, their references rewritten without a list of the tree.

What is looked at are the names that the files mean and those that the plan moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rezone.phases.linting.linted_file import LintedFile
from rezone.phases.linting.modules_on_disk import ModulesOnDisk
from rezone.phases.linting.nearest_plan import PlanInForce
from rezone.transforms.index.modules import SOURCE_SUFFIXES
from rezone.transforms.moves.move import Move

if TYPE_CHECKING:
    from pathlib import Path

    from rezone.phases.engine.outcome import FileOutcome
    from rezone.phases.plan.model import Plan

FEW = 32
"""With more files a list of the tree costs less than the looks."""


def is_enough(plan: Plan, paths: Sequence[str]) -> bool:
    """Say whether looks at single names tell all that rewriting the files *paths* takes.

    Documents name paths as well, and roots that no plan gives are guessed from the whole tree.
    """
    return (
        bool(plan.workspace.roots)
        and len(paths) <= FEW
        and all(path.endswith(SOURCE_SUFFIXES) for path in paths)
    )


def rewrite_few(root: Path, plan: Plan, paths: Sequence[str]) -> list[FileOutcome]:
    """Return what becomes of each of *paths* that names what has moved already.

    Raises:
        Refused: as `rezone.phases.engine.references_only.references_context`, or a file cannot
            be read.
    """
    from rezone.phases.engine.references_only import names_to_follow, rewritten
    from rezone.phases.engine.store import Disk
    from rezone.transforms.bridges.bridge import read_bridge

    force = PlanInForce(root, plan)
    disk = ModulesOnDisk(force)

    def is_left(move: Move) -> bool:
        module, _, symbol = move.source.partition(":")
        return disk.defines(module, symbol) if symbol else disk.has(module)

    names = names_to_follow(plan, is_left)
    found: list[FileOutcome] = []
    for path in paths:
        content = Disk(root).content(path)
        if content is not None and read_bridge(path, content) is None:
            context = LintedFile(force, path, content).context(names)
            found += rewritten(context, path, content)
    return found
