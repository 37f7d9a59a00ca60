"""An open branch brought onto a branch that has been migrated meanwhile.

The phases are applied to the commit the branch began at and to what the branch made of it.  Then
both lie as the migrated branch lies, and a three-way merge sees the branch's own work, nothing
else.  All of it happens among git's objects: no work tree, index or branch is touched, and one
new branch is made at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from rezone.phases.git.command import Git
from rezone.phases.git.history import merge_base, resolve
from rezone.phases.plan.model import Plan
from rezone.transforms.errors import Refused, UsageError
from rezone.transforms.records import replace

if TYPE_CHECKING:
    from rezone.phases.branches.snapshot import Repository

Progress = Callable[[str, int, int], None]


class Ported(Struct, frozen=True):
    """What became of a branch.

    *name* is the new branch, *commits* what is on it beyond *onto*, oldest first; none where
    there was nothing to do, as *note* says.  *conflicts* are paths, *messages* what git says of
    them; *replay* is then the range of commits that ``git cherry-pick`` takes onto *onto*, with
    the same conflicts.  *tree* is the result, conflict markers in it.
    """

    branch: str
    name: str
    onto: str
    phases: tuple[int, ...] = ()
    commits: tuple[str, ...] = ()
    tree: str = ""
    conflicts: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    replay: str = ""
    note: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON values."""
        return {
            "branch": self.branch,
            "name": self.name,
            "onto": self.onto,
            "phases": list(self.phases),
            "commits": list(self.commits),
            "tree": self.tree,
            "conflicts": list(self.conflicts),
            "messages": list(self.messages),
            "replay": self.replay,
            "note": self.note,
        }


def port(
    root: Path,
    plan: Plan,
    branch: str,
    *,
    onto: str = "HEAD",
    name: str = "",
    phases: tuple[int, ...] = (),
    keep_commits: bool = False,
    write: bool = True,
    progress: Progress | None = None,
) -> Ported:
    """Make a new branch with the work of *branch* on top of *onto*, where phases are applied.

    Args:
        root: the root of the plan, in a git repository.
        plan: the plan.
        branch: a branch or commit from before the phases.
        onto: where its work is to go.
        name: the new branch; default: the name of *branch* and ``-ported``.
        phases: the phases to apply; default: those that the tree of *onto* shows as applied, and
            that of the commit they part at does not.
        keep_commits: one commit for each of the branch instead of one for all.
        write: make the branch.
        progress: called with what is being done, how much of it, and how much in all.

    Raises:
        UsageError: no repository, no such branch, a name that is taken.
        Refused: no phase is applied, or one cannot be applied to the branch.
    """
    from rezone.phases.branches.replay import Replay, Work
    from rezone.phases.branches.snapshot import Repository
    from rezone.phases.git.trees import Blobs

    git = Git(root)
    tip, target = resolve(git, branch), resolve(git, onto)
    name = name or _name_for(git, branch)
    if write:
        _refuse_taken(git, name)
    base = merge_base(git, tip, target)
    with Blobs(git) as blobs:
        repository = Repository(git, blobs, plan, git.text("rev-parse", "--show-prefix"))
        wanted = _wanted(repository, onto, target, base, phases)
        ported = Ported(branch, name, target, wanted)
        if not wanted:
            return replace(ported, note=f"the phases were applied before {branch} began")
        work = Work(branch, tip, base, target)
        steps = work.one_by_one(git, wanted) if keep_commits else work.as_one(git, wanted)
        if not steps:
            return replace(ported, note=f"all of {branch} is in {onto} already")
        replay = Replay(repository, wanted, is_sure=bool(phases), progress=progress)
        result = replay.run(steps, target)
    ported = replace(
        ported,
        commits=result.commits,
        tree=result.tree,
        conflicts=result.conflicts,
        messages=tuple(result.told_with(onto, branch)),
        replay=result.replay,
    )
    if not result.commits and not result.conflicts:
        return replace(ported, note=f"all that {branch} does is in {onto} already")
    if write and not result.conflicts:
        git.output("branch", "--no-track", name, result.commits[-1])
    return ported


def diff_of_trees(root: Path, before: str, after: str) -> bytes:
    """Return what git says changes from one tree or commit to another, renames told as such."""
    return Git(root).output("diff", "-M", "--no-ext-diff", "--no-color", before, after)


def _wanted(
    repository: Repository, onto: str, target: str, base: str, phases: tuple[int, ...]
) -> tuple[int, ...]:
    """Return the phases between *base* and *target*, in dependency order.

    Raises:
        Refused: *target* shows none.
        UsageError: the plan has no such phase.
    """
    plan = repository.plan
    done = frozenset(plan.phase(number).number for number in phases)
    begun: frozenset[int] = frozenset()
    if not phases:
        done, begun = repository.applied(target), repository.applied(base)
    if not done:
        raise Refused(
            f"the tree of {onto} shows no phase of the plan as applied",
            plan.source,
            hint="commit the phase first; --phase N names one that a tree cannot show",
        )
    return tuple(p.number for p in plan.in_dependency_order() if p.number in done - begun)


def _name_for(git: Git, branch: str) -> str:
    """Return the name of the new branch; a remote's name is no part of it."""
    full = git.text("rev-parse", "--symbolic-full-name", branch)
    kind, _, short = full.removeprefix("refs/").partition("/")
    if kind == "remotes":
        short = short.partition("/")[2]
    if kind not in ("heads", "remotes") or not short:
        raise UsageError(f"{branch!r} is no branch", hint="--name says what to call the new one")
    return f"{short}-ported"


def _refuse_taken(git: Git, name: str) -> None:
    if git.ask("check-ref-format", "--branch", name) is None:
        raise UsageError(f"{name!r} cannot be the name of a branch", hint="--name NAME")
    if git.ask("rev-parse", "--verify", "--quiet", f"refs/heads/{name}") is not None:
        raise UsageError(
            f"there is a branch {name} already", hint=f"--name NAME, or git branch -D {name}"
        )
