"""Whatever strikes a command of several steps: what is applied tells, to the byte, what stands."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from commands import Ended, rezone
from shop import Tree, build, snapshot
from strikes import ALSO_READS, STRIKES, Faults, operations_of
from tally import Tally

from rezone.phases import api

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks and kills")

QUIET = ("--quiet", "--checks", "none")
COMMANDS: dict[str, tuple[str, ...]] = {
    "all": ("migrate", "--all", "--execute", *QUIET),
    "cascade": ("migrate", "--phase", "1", "--rollback", "--cascade", "--quiet"),
    "shims": ("migrate", "--phase", "1", "--execute", "--shims", *QUIET),
    "drop-shims": ("migrate", "--drop-shims"),
}
Applied = frozenset[int]


@dataclass(frozen=True)
class Course:
    """A command over the repository *template*; *trees* is what stands by what is applied."""

    root: Path
    template: Path
    command: tuple[str, ...]
    trees: Mapping[Applied, Tree]
    end: Applied

    def renew(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.template, self.root, symlinks=True)

    def operations(self, kind: str) -> int:
        """Return how many operations the command does that *kind* may strike."""
        self.renew()
        count = operations_of(self.root, kind, self.command)
        assert (applied(self.root), snapshot(self.root)) == (self.end, self.trees[self.end])
        return count


def applied(root: Path) -> Applied:
    return frozenset(n for n, record in api.states(root).items() if record.status == "applied")


@pytest.fixture(scope="session")
def courses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Course]:
    """Return the commands to strike, each with the repository ready for it."""
    found = {}
    for name, command in COMMANDS.items():
        folder = tmp_path_factory.mktemp(name)
        root = folder / "shop"
        build(root)
        trees = {applied(root): snapshot(root)}

        def do(*arguments: str, root: Path = root, trees: dict[Applied, Tree] = trees) -> None:
            assert rezone(root, *arguments).code == 0
            trees[applied(root)] = snapshot(root)

        first, second = (("migrate", "--phase", n, "--execute", *QUIET) for n in "12")
        if name in ("all", "cascade"):
            do(*first)
            do(*second)
        elif name == "drop-shims":
            trees.clear()
            do(*COMMANDS["shims"])
        ends = {"all": frozenset({1, 2}), "cascade": frozenset[int]()}
        if name == "all":
            do(*COMMANDS["cascade"])
        shutil.copytree(root, folder / "template", symlinks=True)
        if name in ("shims", "drop-shims"):
            do(*command)
        end = ends.get(name, applied(root))
        found[name] = Course(root, folder / "template", command, trees, end)
    assert len(found["all"].trees) == len(found["cascade"].trees) == 3
    assert len(found["drop-shims"].trees) == 2
    return found


@pytest.mark.parametrize("kind", STRIKES)
@pytest.mark.parametrize("name", COMMANDS)
def test_the_tree_is_the_one_of_what_is_applied(
    name: str, kind: str, courses: dict[str, Course], tally: Tally
) -> None:
    course = courses[name]
    every = 9 if kind in ALSO_READS else 3
    for number in tally.some_of(course.operations(kind), few=1, every=every):
        course.renew()
        ended = rezone(
            course.root, *course.command, inside=Faults(course.root, kind, number).installed
        )
        print(f"--- {name}, {kind} at {number}: {ended}")
        settle(course, ended, ended.said.partition("vanished: ")[2].partition("\n")[0])


def settle(course: Course, ended: Ended, lost: str) -> None:
    """Do what the struck command asks for, look at the tree, and do the command to its end."""
    root = course.root
    assert "Traceback" not in ended.said
    assert ended.code in (0, 1, 2) or ended.was_killed
    if any(record.status.is_interrupted for record in api.states(root).values()):
        assert ended.was_killed or "rezone recover" in ended.said
        assert rezone(root, "recover").code == 0
    found, wanted = snapshot(root), course.trees[applied(root)]
    if lost and lost not in found:
        wanted = {path: entry for path, entry in wanted.items() if path != lost}
    assert found == wanted
    if ended.code == 0:
        assert applied(root) == course.end
    elif not lost:
        assert rezone(root, *course.command).code == 0
        assert (applied(root), snapshot(root)) == (course.end, course.trees[course.end])
