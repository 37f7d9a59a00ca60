"""What a run of checks needs meanwhile: a folder for answers and copies, and programs it runs.

All of it is gone when the run is, even where the run is killed: a process beside it, which costs
nothing while it waits, then ends the programs and removes the folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

_CLEANER = Path(__file__).parent / "workers" / "cleaner.py"


class Scratch:
    """A folder that is made once something asks for it, and the programs that run meanwhile."""

    def __init__(self) -> None:
        self._cleaner: subprocess.Popen[bytes] | None = None

    @cached_property
    def folder(self) -> Path:
        """The folder."""
        made = Path(tempfile.mkdtemp(prefix="rezone-checks-"))
        self._tell(f"folder {made}")
        return made

    @contextlib.contextmanager
    def running(self, group: int) -> Iterator[None]:
        """Have the process group *group* ended should this process end before the block does."""
        self._tell(f"begun {group}")
        try:
            yield
        finally:
            self._tell(f"ended {group}")

    @contextlib.contextmanager
    def holding(self, folder: Path) -> Iterator[None]:
        """Have *folder* removed should this process end before the block does."""
        self._tell(f"folder {folder}")
        try:
            yield
        finally:
            self._tell(f"kept {folder}")

    def close(self) -> None:
        """Remove the folder."""
        made = self.__dict__.pop("folder", None)
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
        cleaner, self._cleaner = self._cleaner, None
        if cleaner is not None:
            assert cleaner.stdin is not None
            with contextlib.suppress(OSError):
                cleaner.stdin.close()
            cleaner.wait()

    def _tell(self, line: str) -> None:
        """Let the cleaner know; where it cannot be started, nothing but the cleaning is missed."""
        with contextlib.suppress(OSError):
            if self._cleaner is None:
                self._cleaner = _started()
            assert self._cleaner.stdin is not None
            self._cleaner.stdin.write(os.fsencode(line) + b"\0")
            self._cleaner.stdin.flush()


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-S", os.fspath(_CLEANER), str(os.getpid())],
        cwd=tempfile.gettempdir(),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # what ends the run, Ctrl-C too, must not end this
    )
