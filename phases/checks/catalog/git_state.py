"""The git tree is clean, so that what the phase changes can be told from everything else."""

from __future__ import annotations

import subprocess
from pathlib import Path

from rezone.phases.checks.model import Check, Finding, Unmeasured, When
from rezone.phases.checks.scene import Scene

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
    changed = _git(root, "status", "--porcelain", "-z", "--", ".").split("\0")
    changed = [line for line in changed if line]
    folder = root / _git(root, "rev-parse", "--git-dir").strip()
    under_way = sorted({what for name, what in _UNDER_WAY.items() if (folder / name).exists()})
    details = [*(f"{what} is under way" for what in under_way), *changed]
    return Finding(
        not details,
        f"{len(changed)} changed files, {', '.join(under_way) or 'nothing'} under way",
        "0 changed files, nothing under way",
        {"changed": len(changed), "under_way": len(under_way)},
        tuple(details),
    )


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, check=False
        )
    except OSError as error:
        raise Unmeasured(f"git cannot be started: {error.strerror}") from None
    if done.returncode:
        raise Unmeasured("this is no git repository: nothing but the backup can undo a phase")
    return done.stdout.decode("utf-8", "backslashreplace")


CHECK = Check("git-state", "The git tree is clean", frozenset({When.PRE}), _judge)
