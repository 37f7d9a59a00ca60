"""The power goes: what was synced is there, of the rest anything may be; `recover` mends it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from random import Random

import pytest
from power import Event, Recording, carry_out, survivors
from shop import Tree, build, snapshot
from tally import IS_THOROUGH, Tally

from rezone.phases import api

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for open files")


class Recorded:
    """A command, its operations, and the repository before it."""

    def __init__(self, folder: Path, command: str) -> None:
        self.root = folder / "shop"
        self.template = folder / "template"
        build(self.root)
        plan = api.load(self.root, None)
        self.before = snapshot(self.root)
        if command == "rollback":
            api.migrate(self.root, plan, 1)
        shutil.copytree(self.root, self.template, symlinks=True)
        recording = Recording(str(self.root))
        with recording.running():
            if command == "rollback":
                api.rollback(self.root, plan, 1)
            else:
                api.migrate(self.root, plan, 1)
        self.events = recording.events
        self.end = snapshot(self.root)
        self.is_applied = command == "migrate"

    def cut(self, events: list[Event], seed: int) -> Path:
        """Return the repository as a power cut after *events* may leave it."""
        shutil.rmtree(self.root)
        shutil.copytree(self.template, self.root, symlinks=True)
        carry_out(survivors(events, Random(seed)), str(self.root), self.root)
        return self.root


@pytest.fixture(params=["migrate", "rollback"])
def recorded(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Recorded:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr(shutil, "_USE_CP_SENDFILE", False, raising=False)  # its data is not told
    return Recorded(tmp_path, request.param)


def whole(root: Path) -> tuple[bool, Tree]:
    """Recover *root*; say whether phase 1 is applied, and what the tree is."""
    api.recover(root)
    states = api.states(root)
    return 1 in states and states[1].status == "applied", snapshot(root)


def test_the_power_goes_at_any_operation(recorded: Recorded, tally: Tally) -> None:
    final = snapshot(recorded.root)
    before = recorded.before
    after = final if recorded.is_applied else None
    seeds = range(4 if IS_THOROUGH else 1)
    ends = set()
    for number in tally.some_of(len(recorded.events), few=40):
        for seed in seeds:
            root = recorded.cut(recorded.events[:number], seed * 1000 + number)
            is_applied, found = whole(root)
            ends.add(is_applied)
            if is_applied and after is None:
                after = found
            assert found == (after if is_applied else before), (number, seed)
    assert ends == {True, False}


def test_what_is_told_as_done_stays_done(recorded: Recorded, tally: Tally) -> None:
    for seed in range(20):
        tally.injected += 1
        is_applied, found = whole(recorded.cut(recorded.events, seed))
        assert is_applied is recorded.is_applied
        assert found == recorded.end
