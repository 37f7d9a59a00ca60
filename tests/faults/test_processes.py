"""Two runs at once, and runs killed at any instant."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random

import pytest
from commands import Command, rezone
from shop import build, snapshot
from tally import IS_THOROUGH, Tally

from rezone.phases import api

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks and kills")

EXECUTE = ("migrate", "--phase", "1", "--execute", "--quiet")
ROLLBACK = ("migrate", "--phase", "1", "--rollback", "--quiet")
RUNS = 6 if IS_THOROUGH else 2


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    build(root)
    api.preview(root, api.load(root, None), 1)  # what it imports need not be imported each time
    return root


def status(root: Path) -> str:
    known = api.states(root)
    return str(known[1].status) if 1 in known else ""


def test_two_runs_at_once(shop: Path) -> None:
    """One of them does it; the other says that it is done, or being done."""
    before = snapshot(shop)
    for _ in range(RUNS):
        for command in (EXECUTE, ROLLBACK):
            start = snapshot(shop)
            both = [Command(shop, *command) for _ in range(2)]
            ended = [run.ended() for run in both]
            assert 0 in {run.code for run in ended}
            for run in ended:
                assert "Traceback" not in run.said
                if run.code:
                    words = ("is writing", "applied", "edited", "is gone", "exists already")
                    assert any(word in run.said for word in words), run.said
            assert status(shop) == ("applied" if command is EXECUTE else "rolled_back")
            assert (snapshot(shop) == start) is False
        assert snapshot(shop) == before


def test_a_run_and_its_rollback_at_once(shop: Path) -> None:
    before = snapshot(shop)
    assert rezone(shop, *EXECUTE).code == 0
    after = snapshot(shop)
    for _ in range(RUNS):
        both = [Command(shop, *ROLLBACK), Command(shop, *EXECUTE)]
        for run in both:
            assert "Traceback" not in run.ended().said
        assert snapshot(shop) == (after if status(shop) == "applied" else before)
        rezone(shop, *EXECUTE)


def test_killed_at_any_instant(shop: Path, tally: Tally) -> None:
    """No operation is picked: the clock is, and the system's own caches and threads run on."""
    before = snapshot(shop)
    started = time.monotonic()
    assert rezone(shop, *EXECUTE).code == 0
    duration = time.monotonic() - started
    after = snapshot(shop)
    chance = Random(5)
    for _ in range(100 if IS_THOROUGH else 5):
        command = ROLLBACK if status(shop) == "applied" else EXECUTE
        tally.injected += 1
        Command(shop, *command).kill_after(chance.uniform(0, duration)).ended()
        assert rezone(shop, "recover").code == 0
        assert snapshot(shop) == (after if status(shop) == "applied" else before)
