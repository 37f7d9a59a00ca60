"""The git tree is clean, so that what the phase changes can be told from everything else."""

from __future__ import annotations

from rezone.phases.checks.model import Check, Finding, Unmeasured, When
from rezone.phases.checks.scene import Scene
from rezone.phases.git.command import Git

_UNDER_WAY = {
    "MERGE_HEAD": "a merge",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "BISECT_LOG": "a bisection",
}


def _judge(scene: Scene) -> Finding:
    root = scene.tree.root
    git = Git(root)
    if git.ask("rev-parse", "--is-inside-work-tree") is None:
        raise Unmeasured("this is no git repository: nothing but the backup can undo a phase")
    changed = [
        line for line in git.text("status", "--porcelain", "-z", "--", ".").split("\0") if line
    ]
    folder = root / git.text("rev-parse", "--git-dir")
    under_way = sorted({what for name, what in _UNDER_WAY.items() if (folder / name).exists()})
    details = [*(f"{what} is under way" for what in under_way), *changed]
    return Finding(
        not details,
        f"{len(changed)} changed files, {', '.join(under_way) or 'nothing'} under way",
        "0 changed files, nothing under way",
        {"changed": len(changed), "under_way": len(under_way)},
        tuple(details),
    )


CHECK = Check("git-state", "The git tree is clean", frozenset({When.PRE}), _judge)
