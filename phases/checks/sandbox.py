"""Another program, run in a process group of its own that ends when its time is up."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from rezone.phases.checks.model import Unmeasured, Unrunnable
from rezone.phases.checks.scratch import Scratch


class Done(Struct, frozen=True):
    """How a program ended: exit code, both streams as text, and the time it took in seconds."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def last_words(self) -> str:
        """Return the last line it wrote, errors first."""
        lines = (self.err.strip() or self.out.strip()).splitlines()
        return lines[-1].strip() if lines else f"exit code {self.code}, without a word"


def run(
    command: Sequence[str],
    cwd: Path,
    timeout: float,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
    scratch: Scratch | None = None,
) -> Done:
    """Run *command* and everything it starts for at most *timeout* seconds.

    *scratch* sees to it should this process be killed meanwhile.

    Raises:
        Unmeasured: it cannot be started.
        Unrunnable: its time is up; all of its group is ended then.
    """
    started = time.perf_counter()
    try:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=None if env is None else dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise Unmeasured(f"{command[0]} cannot be started: {error.strerror}") from None
    watched = contextlib.nullcontext() if scratch is None else scratch.running(process.pid)
    with watched:
        try:
            out, err = process.communicate(stdin.encode(), timeout)
        except subprocess.TimeoutExpired:
            raise Unrunnable(f"{Path(command[0]).name} took more than {timeout:g} s") from None
        finally:
            _end_group(process)
    seconds = time.perf_counter() - started
    return Done(process.returncode, _text(out), _text(err), seconds)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End what is left of the group: the program itself, and what it started and forgot."""
    if os.name == "nt":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()


def _text(output: bytes) -> str:
    return output.decode("utf-8", "backslashreplace")
