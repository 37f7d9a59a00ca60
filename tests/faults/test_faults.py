"""Whatever strikes a command, and wherever: the tree is as before or as after, to the byte."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from commands import Ended, rezone
from shop import Tree, build, snapshot
from strikes import ALSO_READS, STRIKES, Faults, operations_of
from tally import Tally

from rezone.phases import api

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks and kills")

EXECUTE = ("migrate", "--phase", "1", "--execute", "--quiet")
ROLLBACK = ("migrate", "--phase", "1", "--rollback", "--quiet")
RECOVER = ("recover",)


@dataclass(frozen=True)
class Scenario:
    """A command, and the repository as it finds it: a copy of *template* at *root*."""

    root: Path
    template: Path
    command: tuple[str, ...]
    before: Tree
    after: Tree

    def renew(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.template, self.root, symlinks=True)

    def struck(self, faults: Faults) -> Ended:
        """Run the command under *faults*."""
        return rezone(self.root, *self.command, inside=faults.installed)

    def operations(self, kind: str) -> int:
        """Return how many operations the command does that *kind* may strike."""
        self.renew()
        return operations_of(self.root, kind, self.command)


@pytest.fixture(scope="session")
def scenarios(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scenario]:
    """Return the commands to strike, each with the repository ready for it."""
    folder = tmp_path_factory.mktemp("faults")
    root = folder / "shop"
    build(root)
    api.preview(root, api.load(root, None), 1)  # what it imports need not be imported each time
    before = snapshot(root)
    shutil.copytree(root, folder / "before", symlinks=True)
    assert rezone(root, *EXECUTE).code == 0
    after = snapshot(root)
    shutil.copytree(root, folder / "after", symlinks=True)
    found = {
        "migrate": Scenario(root, folder / "before", EXECUTE, before, after),
        "rollback": Scenario(root, folder / "after", ROLLBACK, before, after),
    }
    for name, scenario in tuple(found.items()):
        torn = folder / f"torn {name}"
        _kill_half_way(scenario)
        shutil.copytree(root, torn, symlinks=True)
        found[f"recover from {name}"] = Scenario(root, torn, RECOVER, before, after)
    return found


def _kill_half_way(scenario: Scenario) -> None:
    for number in range(0, scenario.operations("killed"), 7):
        scenario.renew()
        assert scenario.struck(Faults(scenario.root, "killed", number)).was_killed
        found = snapshot(scenario.root)
        if is_interrupted(scenario.root) and found not in (scenario.before, scenario.after):
            return
    raise AssertionError


def is_interrupted(root: Path) -> bool:
    return any(record.status.is_interrupted for record in api.states(root).values())


def is_applied(root: Path) -> bool:
    return any(record.status == "applied" for record in api.states(root).values())


@pytest.mark.parametrize("kind", STRIKES)
@pytest.mark.parametrize(
    "name", ["migrate", "rollback", "recover from migrate", "recover from rollback"]
)
def test_the_tree_is_as_before_or_as_after(
    name: str, kind: str, scenarios: dict[str, Scenario], tally: Tally
) -> None:
    scenario = scenarios[name]
    every = 5 if kind in ALSO_READS else 1
    for number in tally.some_of(scenario.operations(kind), few=3, every=every):
        scenario.renew()
        ended = scenario.struck(Faults(scenario.root, kind, number))
        print(f"--- {name}, {kind} at {number}: {ended}")
        lost = ended.said.partition("vanished: ")[2].partition("\n")[0]
        settle(scenario, ended, lost)


def settle(scenario: Scenario, ended: Ended, lost: str) -> None:
    """Do what the struck command and the next one ask for; then the tree must be whole.

    *lost* is a file that somebody deleted meanwhile.
    """
    root = scenario.root
    assert "Traceback" not in ended.said
    assert ended.code in (0, 1, 2) or ended.was_killed
    if is_interrupted(root):
        assert ended.was_killed or "rezone recover" in ended.said
        following = rezone(root, "migrate", "--phase", "2", "--dry-run")
        assert following.code == 1
        assert "rezone recover" in following.said
        assert rezone(root, "recover").code == 0
    found = snapshot(root)
    wanted = scenario.after if is_applied(root) else scenario.before
    if lost and lost not in found:
        wanted = {path: entry for path, entry in wanted.items() if path != lost}
    assert found == wanted
    if ended.code == 0 and scenario.command is not RECOVER:
        assert is_applied(root) == (scenario.command is EXECUTE)
    assert rezone(root, "recover").said == "nothing was interrupted\n"
    if is_applied(root) and not lost:
        assert rezone(root, *ROLLBACK).code == 0
        assert snapshot(root) == scenario.before
