"""Commits with phases applied to them, merged one after the other onto a migrated commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from msgspec import Struct

from rezone.phases.branches.snapshot import Repository
from rezone.phases.git.command import Git
from rezone.phases.git.history import (
    Commit,
    carry,
    first_parents,
    read_commit,
    tree_of,
    with_trailers,
    write_commit,
)
from rezone.phases.git.merging import merge_commits
from rezone.transforms.records import replace

Progress = Callable[[str, int, int], None]


class Step(Struct, frozen=True):
    """What lies between the trees of two commits, and the author and message it is told with."""

    before: str
    after: str
    told: Commit


class Work(Struct, frozen=True):
    """What a branch did: the commits between *base* and *tip* that *onto* does not have."""

    branch: str
    tip: str
    base: str
    onto: str

    def as_one(self, git: Git, phases: tuple[int, ...]) -> tuple[Step, ...]:
        """Return it as one step, with the author of the tip and all subjects."""
        listed = git.text("rev-list", "--reverse", "--no-merges", self.tip, f"^{self.onto}")
        commits = [read_commit(git, sha) for sha in listed.split()]
        if self.tip == self.base:
            return ()
        last = read_commit(git, self.tip)
        message = last.message
        if len(commits) != 1:
            subjects = "".join(f"* {commit.subject}\n" for commit in commits)
            message = f"Port {self.branch}\n\n{subjects}"
        others = dict.fromkeys(str(c.author) for c in commits if str(c.author) != str(last.author))
        trailers = [("Ported-from", self.tip), *_phase_trailers(phases)]
        trailers += [("Co-authored-by", name) for name in others]
        told = replace(last, message=with_trailers(git, message, trailers))
        return (Step(self.base, self.tip, told),)

    def one_by_one(self, git: Git, phases: tuple[int, ...]) -> tuple[Step, ...]:
        """Return a step for each commit by first parents; a merge is one step."""
        steps = []
        for commit in first_parents(git, self.tip, self.onto):
            trailers = [("Ported-from", commit.sha), *_phase_trailers(phases)]
            message = with_trailers(git, commit.message, trailers)
            steps.append(Step(commit.parents[0], commit.sha, replace(commit, message=message)))
        return tuple(steps)


def _phase_trailers(phases: tuple[int, ...]) -> list[tuple[str, str]]:
    return [("Rezone-Phase", str(number)) for number in phases]


class Replayed(Struct, frozen=True):
    """How it ended: see `rezone.phases.branches.port.Ported`."""

    tree: str
    commits: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    replay: str = ""
    ours: str = ""
    theirs: str = ""

    def told_with(self, ours: str, theirs: str) -> Iterator[str]:
        """Yield what git says, with names for the commits that carried the trees."""
        for message in self.messages:
            yield message.replace(self.ours, ours).replace(self.theirs, theirs)


@dataclass(slots=True)
class Replay:
    """One replay in *repository*; with *is_sure* the phases are applied to every tree unasked."""

    repository: Repository
    phases: tuple[int, ...]
    is_sure: bool = False
    progress: Progress | None = None

    def run(self, steps: tuple[Step, ...], onto: str) -> Replayed:
        """Merge all *steps* onto the commit *onto*, up to the first that conflicts."""
        git = self.repository.git
        chain = [carry(git, self._migrated(steps[0].before, 0, len(steps)), [])]
        for number, step in enumerate(steps, 1):
            tree = self._migrated(step.after, number, len(steps))
            chain.append(carry(git, tree, [chain[-1]], step.told))
        commits: list[str] = []
        head, tree = onto, tree_of(git, onto)
        for step, base, theirs in zip(steps, chain, chain[1:], strict=False):
            ours = carry(git, tree, [base])
            merged = merge_commits(git, ours, theirs)
            if merged.conflicts:
                replay = f"{chain[0]}..{chain[-1]}"
                return Replayed(
                    merged.tree, (), merged.conflicts, merged.messages, replay, ours, theirs
                )
            if merged.tree != tree:
                told = step.told
                head = write_commit(git, merged.tree, [head], told.message, told.author)
                commits.append(head)
                tree = merged.tree
        return Replayed(tree, tuple(commits))

    def _migrated(self, commit: str, number: int, steps: int) -> str:
        """Return the tree of *commit* with the phases that it does not have yet."""
        if self.progress is not None:
            self.progress("porting", number, steps)
        has = frozenset() if self.is_sure else self.repository.applied(commit)
        return self.repository.migrated(commit, tuple(n for n in self.phases if n not in has))
