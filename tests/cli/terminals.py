"""Running `rezone` in a terminal: a pseudo-terminal of the system, and what appears on it."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
from dataclasses import dataclass
from pathlib import Path

CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
STYLE = re.compile(r"\x1b\[[0-9;]*m")
PLAIN = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "PYTHONPATH")


@dataclass(frozen=True)
class Shown:
    """What was written to the terminal, to a pipe for standard output if there was one, and how
    it ended."""

    code: int
    screen: str
    piped: str

    @property
    def lines(self) -> list[str]:
        """Every line that ever stood on the terminal, those that were overwritten too."""
        return re.split(r"[\r\n]+", CONTROL.sub("", self.screen))


def in_terminal(
    root: Path,
    *arguments: str,
    columns: int = 80,
    pipes_output: bool = False,
    interrupt_at: str = "",
    **environment: str,
) -> Shown:
    """Run rezone with standard error, and output unless it goes to a pipe, on a terminal.

    As soon as *interrupt_at* appears somebody presses Ctrl-C.
    """
    own, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    kept = {key: value for key, value in os.environ.items() if key not in PLAIN}
    process = subprocess.Popen(
        [sys.executable, "-m", "rezone.codemods.cli.main", "--root", str(root), *arguments],
        stdin=theirs,
        stdout=subprocess.PIPE if pipes_output else theirs,
        stderr=theirs,
        env={**kept, "TERM": "xterm-256color", **environment},
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(theirs, termios.TIOCSCTTY, 0),
    )
    os.close(theirs)
    screen = _watched(own, interrupt_at)
    piped = process.stdout.read().decode() if process.stdout else ""
    return Shown(process.wait(), screen, piped)


def _watched(terminal: int, interrupt_at: str) -> str:
    """Return all that is written to *terminal* until nobody holds it open any more."""
    seen = b""
    while True:
        select.select([terminal], [], [])
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # EIO: the other side is closed
            piece = b""
        if not piece:
            os.close(terminal)
            return seen.decode()
        seen += piece
        if interrupt_at and interrupt_at.encode() in seen:
            os.write(terminal, b"\x03")
            interrupt_at = ""
