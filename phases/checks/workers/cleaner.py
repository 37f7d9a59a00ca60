"""Ends the programs and removes the folders of a run of checks once that run is no more.

Run as a program by the run itself, which tells it through standard input what there is: lines
``begun GROUP``, ``ended GROUP``, ``folder PATH``, ``kept PATH``, each closed by a zero byte.  The
argument is the process id of the run.
"""

import contextlib
import os
import select
import shutil
import signal
import sys

_LOOK = 2.0
"""Seconds between two looks at whether the run is there: forks of it may hold the pipe open."""


def heard(run: int) -> "list[str]":
    """Return all lines, when the run has closed its end or is no more."""
    said = b""
    while True:
        if os.name != "nt":  # select knows no pipes on Windows
            ready, _, _ = select.select([0], [], [], _LOOK)
            if not ready:
                if os.getppid() != run:
                    break
                continue
        part = os.read(0, 65536)
        if not part:
            break
        said += part
    return [os.fsdecode(line) for line in said.split(b"\0") if line]


def clean(lines: "list[str]") -> None:
    """Do away with what has begun and not ended."""
    groups: dict[str, None] = {}
    folders: dict[str, None] = {}
    for line in lines:
        word, _, what = line.partition(" ")
        kept = groups if word in ("begun", "ended") else folders
        if word in ("begun", "folder"):
            kept[what] = None
        else:
            kept.pop(what, None)
    for group in groups if hasattr(os, "killpg") else ():
        with contextlib.suppress(OSError):
            os.killpg(int(group), signal.SIGKILL)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    clean(heard(int(sys.argv[1])))
