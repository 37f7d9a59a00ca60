"""Real signals, in a real process."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from transaction_trees import medium, snapshot

from rezone.phases.transaction.interrupts import Stopped, held
from rezone.phases.transaction.manifest import states

_SCRIPT = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from rezone.phases.transaction.commit import apply
from transaction_trees import medium

root, number = Path(sys.argv[1]), int(sys.argv[2])

def strike(done, total):
    if done == total - 3:
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)  # an impatient user

changes = medium(root)
apply(root, changes, phase=1, backups=root / "migration_backups", meta={}, progress=strike)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_process_and_the_tree_is_as_it_was(
    tmp_path: Path, number: signal.Signals
) -> None:
    root, same = tmp_path / "root", tmp_path / "same"
    medium(same)
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", _SCRIPT, str(root), str(int(number)), here]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == -number, done.stderr
    assert ("KeyboardInterrupt" in done.stderr) == (number is signal.SIGINT)
    assert snapshot(root) == snapshot(same)
    assert states(root / "migration_backups") == {}


def test_a_signal_waits_for_the_end_of_a_step() -> None:
    steps = []

    def work() -> None:
        with held() as pulse:
            pulse.beat()
            signal.raise_signal(signal.SIGINT)
            steps.append("the step goes on")
            with pytest.raises(Stopped):
                pulse.beat()
            steps.append("and is undone")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert steps == ["the step goes on", "and is undone"]


def test_handlers_come_back_and_ignored_signals_stay_ignored() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        handler = signal.getsignal(signal.SIGINT)
        with held() as pulse:
            signal.raise_signal(signal.SIGTERM)
            pulse.beat()
        assert signal.getsignal(signal.SIGINT) is handler
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)
