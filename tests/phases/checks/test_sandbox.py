"""What runs the repository's code ends when its time is up, with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rezone.phases.checks.model import Unmeasured
from rezone.phases.checks.sandbox import run
from rezone.phases.checks.scratch import Scratch

FOREVER = """\
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open("child", "w").write(str(child.pid))
time.sleep(60)
"""


def test_output_and_exit_code_come_back(tmp_path: Path) -> None:
    program = "import sys; print(input()); print('é', file=sys.stderr); sys.exit(3)"
    done = run([sys.executable, "-X", "utf8", "-c", program], tmp_path, 30, stdin="asked\n")
    assert (done.code, done.out, done.last_words) == (3, "asked\n", "é")


def test_a_program_that_is_not_there_measures_nothing(tmp_path: Path) -> None:
    with pytest.raises(Unmeasured, match="cannot be started"):
        run([str(tmp_path / "nowhere")], tmp_path, 1)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="there are no process groups")
def test_when_time_is_up_all_of_it_ends(tmp_path: Path) -> None:
    with pytest.raises(Unmeasured, match="took more than 2 s"):
        run([sys.executable, "-c", FOREVER], tmp_path, 2)
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        if not _is_running(child):
            return
        time.sleep(0.05)
    pytest.fail("what the program started still runs")


def _is_running(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as stream:
            return stream.read().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


KILLED = """\
import os, signal, sys
from pathlib import Path
from rezone.phases.checks.sandbox import run
from rezone.phases.checks.scratch import Scratch
from rezone.phases.checks.scratch import Scratch

scratch = Scratch()
held = Path("held")
held.mkdir()
Path("folder").write_text(str(scratch.folder))
with scratch.holding(held.resolve()):
    run([sys.executable, "-c", sys.argv[1]], Path.cwd(), 60, scratch=scratch)
"""


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="there are no process groups")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["kill", "term"])
def test_a_run_that_is_killed_leaves_nothing(tmp_path: Path, number: int) -> None:
    process = subprocess.Popen([sys.executable, "-c", KILLED, FOREVER], cwd=tmp_path)
    assert _comes_true(lambda: (tmp_path / "child").exists() and (tmp_path / "child").read_text())
    child = int((tmp_path / "child").read_text())
    folder = Path((tmp_path / "folder").read_text())
    assert folder.is_dir()
    process.send_signal(number)
    process.wait()
    assert _comes_true(lambda: not folder.exists() and not (tmp_path / "held").exists())
    assert _comes_true(lambda: not _is_running(child))


def test_what_ended_by_itself_is_left_alone(tmp_path: Path) -> None:
    scratch = Scratch()
    folder = scratch.folder
    with scratch.holding(tmp_path):
        pass
    assert run([sys.executable, "-c", ""], tmp_path, 30, scratch=scratch).code == 0
    scratch.close()
    assert (tmp_path.exists(), folder.exists()) == (True, False)


def _comes_true(question: Callable[[], object]) -> bool:
    for _ in range(600):
        if question():
            return True
        time.sleep(0.05)
    return False
