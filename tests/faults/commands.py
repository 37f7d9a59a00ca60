"""`rezone` run in a child process, where anything may happen to it."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

Surroundings = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True)
class Ended:
    """How a command ended: the exit code (minus the signal that killed it) and what it said."""

    code: int
    said: str

    @property
    def was_killed(self) -> bool:
        return self.code == -signal.SIGKILL


class Command:
    """A run of ``rezone`` with *arguments* on the repository *root*, forked from this process.

    *inside* makes what surrounds the run, in the child.
    """

    def __init__(self, root: Path, *arguments: str, inside: Surroundings = nullcontext) -> None:
        self.output = tempfile.TemporaryFile()  # noqa: SIM115 - closed where it ends
        self.child = os.fork()
        if self.child:
            return
        code = 70
        try:
            for number in (1, 2):
                os.dup2(self.output.fileno(), number)
            sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115 - as long as the process lives
            sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115
            code = _run(root, arguments, inside)
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)

    def kill_after(self, seconds: float) -> Command:
        """Kill the run after *seconds*, wherever it is."""
        time.sleep(seconds)
        os.kill(self.child, signal.SIGKILL)
        return self

    def ended(self) -> Ended:
        """Wait for the end."""
        code = os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])
        self.output.seek(0)
        said = self.output.read().decode(errors="replace")
        self.output.close()
        return Ended(code, said)


def _run(root: Path, arguments: tuple[str, ...], inside: Surroundings) -> int:
    import traceback

    from rezone.codemods.cli.main import main

    os.fsync = lambda _: None  # nothing cuts the power here
    try:
        with inside():
            main(["--root", str(root), *arguments], prog_name="rezone")
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else 1
    except BaseException:
        traceback.print_exc()
    return 71


def rezone(root: Path, *arguments: str, inside: Surroundings = nullcontext) -> Ended:
    """Run a command to its end."""
    return Command(root, *arguments, inside=inside).ended()
