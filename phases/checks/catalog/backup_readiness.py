"""A backup would work: room for it, a folder that can be written, and a trial that comes back."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path

from rezone.phases.checks.model import Check, Finding, When
from rezone.phases.checks.scene import Scene
from rezone.phases.reports.ignored import self_ignoring
from rezone.phases.standing import BACKUPS
from rezone.phases.transaction import durable, fingerprint, presence
from rezone.phases.transaction.preflight import MARGIN

SPACE = 1024**3
"""Bytes that the requirement wants to be free."""

QUICK = 16
"""Files of the trial where it has to be quick."""

_MB = 1024**2


def _judge(scene: Scene) -> Finding:
    root = scene.tree.root
    files = sorted(scene.touched)
    found = (presence.status(os.path.join(root, path)) for path in files)
    size = sum(each.st_size for each in found if each is not None)
    needed = max(SPACE, 2 * size + MARGIN)
    problems = []
    free = shutil.disk_usage(root).free
    if free < needed:
        problems.append(f"{free // _MB} MB are free")
    tried = files[:QUICK] if scene.is_quick else files
    try:
        folder = self_ignoring(root, BACKUPS)
        trial = tempfile.TemporaryDirectory(prefix="trial-", dir=folder)
        with trial as name, _held(scene, Path(name)):
            problems += _trial(root, Path(name), tried)
    except OSError as error:
        problems.append(f"{BACKUPS}: {error.strerror}")
    return Finding(
        not problems,
        f"{free // _MB} MB free, {len(tried)} files backed up and restored, "
        f"{len(problems)} problems",
        f"{needed // _MB} MB free, every byte and mode back",
        {"free_bytes": free, "needed_bytes": needed, "tried": len(tried)},
        tuple(problems),
    )


def _held(scene: Scene, folder: Path) -> AbstractContextManager[None]:
    """See to *folder* should the run be killed; the quick trial is over in no time."""
    return nullcontext() if scene.is_quick else scene.session.scratch.holding(folder)


def _trial(root: Path, trial: Path, files: list[str]) -> Iterator[str]:
    """Back *files* up, restore them elsewhere, and yield what did not come back as it was."""
    for path in files:
        saved, restored = trial / "saved" / path, trial / "restored" / path
        for source, target in ((root / path, saved), (saved, restored)):
            target.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):  # told below
                shutil.copyfile(source, target, follow_symlinks=False)
                durable.imitate(source, target)
    for path in files:
        was, came = (fingerprint.take(p) for p in (root / path, trial / "restored" / path))
        if was is None:
            yield f"{path} is gone: another run may be under way"
            continue
        if came is None or (was.digest, was.mode) != (came.digest, came.mode):
            yield f"{path} did not come back as it was"


CHECK = Check(
    "backup-readiness",
    "A backup would work",
    frozenset({When.PRE}),
    _judge,
    quick=frozenset({When.PRE}),
)
