"""The git tree is clean, so that what the phase changes can be told from everything else."""

from __future__ import annotations

from rezone.phases.checks.model import Check, Finding, Unmeasured, When
from rezone.phases.checks.scene import Scene
from rezone.phases.git.command import Git
from rezone.phases.git.work_tree import under_way


def _judge(scene: Scene) -> Finding:
    git = Git(scene.tree.root)
    if git.ask("rev-parse", "--is-inside-work-tree") is None:
        raise Unmeasured("this is no git repository: nothing but the backup can undo a phase")
    changed = [
        line for line in git.text("status", "--porcelain", "-z", "--", ".").split("\0") if line
    ]
    begun = under_way(git)
    details = [*(f"{what} is under way" for what in begun), *changed]
    return Finding(
        not details,
        f"{len(changed)} changed files, {', '.join(begun) or 'nothing'} under way",
        "0 changed files, nothing under way",
        {"changed": len(changed), "under_way": len(begun)},
        tuple(details),
    )


CHECK = Check("git-state", "The git tree is clean", frozenset({When.PRE}), _judge)
