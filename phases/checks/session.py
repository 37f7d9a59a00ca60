"""One run of checks over one repository: what it measures on the way is measured once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from rezone.phases.checks import restore
from rezone.phases.checks.baseline import Baseline
from rezone.phases.checks.model import Unmeasured
from rezone.phases.checks.scratch import Scratch
from rezone.phases.checks.tree import Tree
from rezone.phases.plan.model import Plan


class Measure(Struct, frozen=True):
    """Something measured on a tree, under the *name* that its baseline has.

    *take* gets the tree and the Python files of the phase in it, and returns JSON values.  What
    is *whole* is the same for every phase, and measured once for all of them.
    """

    name: str
    take: Callable[[Tree, frozenset[str]], Any]
    whole: bool = False


class Session:
    """One run of checks: what it measures on the way is measured once.

    Args:
        root: the repository.
        plan: its plan.
        revision: the git revision that counts as the state before; empty: the baseline, else
            the backup.
    """

    def __init__(self, root: Path, plan: Plan, revision: str = "") -> None:
        self.root = root.resolve()
        self.plan = plan
        self.revision = revision
        self.scratch = Scratch()
        self.now = Tree(self.root, plan, self.root, self.scratch)
        self._measured: dict[tuple[str, str, int], Any] = {}
        self._befores: dict[int, Tree] = {}
        self._copy: Tree | None = None
        self._remembered: dict[tuple[int, str], Baseline] = {}

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.scratch.close()

    def moved_on(self) -> None:
        """Look at the tree anew: a phase was applied.  What was remembered is of before it."""
        self.now = Tree(self.root, self.plan, self.root, self.scratch)
        self._measured.clear()
        self._copy = None

    def measured(self, measure: Measure, tree: Tree, phase: int, files: frozenset[str]) -> Any:
        """Return what *measure* takes of *tree*, measured now or a moment ago.

        Raises:
            Unmeasured: it cannot be measured, now or a moment ago.
        """
        key = (measure.name, tree.root.as_posix(), 0 if measure.whole else phase)
        if key not in self._measured:
            try:
                self._measured[key] = measure.take(tree, files)
            except Unmeasured as unmeasured:
                self._measured[key] = unmeasured
        found = self._measured[key]
        if isinstance(found, Unmeasured):
            raise found
        return found

    def before(self, phase: int) -> Tree:
        """Return the repository as it was before *phase*.

        Raises:
            Unmeasured: neither a backup nor git can tell.
        """
        if phase not in self._befores:
            folder = self.scratch.folder / f"before{phase}"
            past = None
            if self.revision:
                restore.revision(self.now, self.revision, folder)
            else:
                past = restore.before_phase(self.now, phase)
            self._befores[phase] = Tree(folder, self.plan, self.root, self.scratch, past)
        return self._befores[phase]

    def copy_of_now(self) -> Tree:
        """Return a copy of the repository as it is: what is compared has to lie alike."""
        if self._copy is None:
            past = restore.as_it_is(self.now)
            self._copy = Tree(self.scratch.folder / "now", self.plan, self.root, self.scratch, past)
        return self._copy

    def remember(self, phase: int, name: str, found: Baseline) -> None:
        """Keep *found* for the checks after the phase in this same run."""
        self._remembered[phase, name] = found

    def remembered(self, phase: int, name: str) -> Baseline | None:
        """Return what `remember` kept."""
        return self._remembered.get((phase, name))
