"""A commit with phases applied to it: worked out in memory, stored as a tree of git."""

from __future__ import annotations

import os
from collections.abc import Callable

from msgspec import Struct

from rezone.phases.engine.applied import applied_in, within_reach
from rezone.phases.engine.pool import Processes
from rezone.phases.engine.preview import preview
from rezone.phases.engine.workspace import Workspace
from rezone.phases.git.command import Git
from rezone.phases.git.trees import (
    FILE,
    LINK,
    Blobs,
    CommittedFiles,
    Entry,
    read_tree,
    write_blobs,
    write_tree,
)
from rezone.phases.plan.model import Plan
from rezone.transforms.edits.change_set import ChangeSet, FileChange
from rezone.transforms.errors import Refused, RezoneError
from rezone.transforms.records import replace

Progress = Callable[[int, int], None]


class Repository(Struct, frozen=True):
    """A repository seen from the root of a plan, which may be a folder in it.

    *prefix* is that folder with a slash at its end, ``""`` at the top.
    """

    git: Git
    blobs: Blobs
    plan: Plan
    prefix: str

    def workspace(self, commit: str) -> Workspace:
        """Return the files of *commit* below the root."""
        length = len(self.prefix)
        entries = {
            path[length:]: entry
            for path, entry in read_tree(self.git, commit).items()
            if path.startswith(self.prefix)
        }
        store = CommittedFiles(entries, self.blobs)
        return Workspace.stored(
            self.git.folder, entries, store, exclude=self.plan.workspace.exclude
        )

    def applied(self, commit: str) -> frozenset[int]:
        """Return the phases that the tree of *commit* shows as done."""
        return applied_in(self.workspace(commit), self.plan)

    def migrated(
        self, commit: str, numbers: tuple[int, ...], progress: Progress | None = None
    ) -> str:
        """Return the tree of *commit* with the phases *numbers* applied to it, in that order.

        Moves of what the commit does not hold are left out.

        Raises:
            Refused: a phase cannot be applied to it; the problem names commit and phase.
        """
        workspace = self.workspace(commit)
        together = ChangeSet()
        one = Processes(1)  # others could not share the pipe to git
        for number in numbers:
            phase = within_reach(workspace, self.plan, self.plan.phase(number))
            phases = (phase if p.number == number else p for p in self.plan.phases)
            plan = replace(self.plan, phases=tuple(phases))
            try:
                found = preview(workspace, plan, phase, progress, one, keep_imports=False)
            except RezoneError as error:
                raise Refused(
                    f"phase {number} cannot be applied to {commit[:12]}: {error}"
                ) from None
            workspace = workspace.after(found.changes)
            together = together.then(found.changes)
        return self._stored(commit, together)

    def _stored(self, commit: str, changes: ChangeSet) -> str:
        entries = read_tree(self.git, commit)
        written = [change for change in changes.files if _content(change) is not None]
        contents = [_content(change) or b"" for change in written]
        shas = dict(zip(map(id, written), write_blobs(self.git, contents), strict=True))
        leaving = {c.old: entries.pop(self.prefix + c.old) for c in changes.files if c.old}
        for change in changes.files:
            if change.new is None:
                continue
            before = leaving.get(change.old) if change.old else None
            mode = LINK if change.link is not None else before.mode if before else FILE
            sha = shas.get(id(change)) or (before.sha if before else "")
            entries[self.prefix + change.new] = Entry(mode, sha)
        return write_tree(self.git, entries)


def _content(change: FileChange) -> bytes | None:
    """Return what is to be stored of *change*, ``None`` where the bytes stay or the file goes."""
    if change.new is None:
        return None
    if change.link is not None:
        return os.fsencode(change.link)
    return b"" if change.old is None and change.content is None else change.content
