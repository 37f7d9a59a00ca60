"""The journal of a phase: one JSON line a step, on disk before the step begins."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from rezone.phases.transaction import durable
from rezone.phases.transaction.presence import is_there

COMMITTED = "committed"


class Step(Struct, frozen=True):
    """One step of an operation.

    *name* is ``apply``, ``rollback``, ``stow``, ``prune``, ``reopen``, ``swap``, ``place`` or
    ``committed``; *folder* is where it works and *files* is what it moves, posix paths relative
    to the root.
    """

    name: str
    folder: str = ""
    files: Sequence[str] = ()


class Journal(Struct, frozen=True):
    """An append-only file of steps; each line has ``time`` (ISO 8601, UTC) and ``step``."""

    path: Path

    def append(self, *steps: Step) -> None:
        """Write one line a step and force them to disk together."""
        if not steps:
            return
        is_new = not is_there(self.path)
        with open(self.path, "ab") as stream:
            stream.write(b"".join(_line(step) for step in steps))
            stream.flush()
            os.fsync(stream.fileno())
        if is_new:
            durable.sync(self.path.parent)

    def steps(self) -> tuple[str, ...]:
        """Return the names of the steps on record, oldest first.

        A line that is not whole is left out: the crash came before the step it announces.
        """
        if not is_there(self.path):
            return ()
        lines = self.path.read_bytes().split(b"\n")[:-1]
        return tuple(name for line in lines if (name := _step_of(line)))

    @property
    def is_committed(self) -> bool:
        """Say whether the last operation finished all its steps."""
        return self.steps()[-1:] == (COMMITTED,)


def _step_of(line: bytes) -> str:
    """Return the name of the step that *line* announces, ``""`` where it is not whole."""
    try:
        return str(json.loads(line)["step"])
    except (ValueError, KeyError, TypeError):
        return ""


def _line(step: Step) -> bytes:
    fields: dict[str, Any] = {"time": datetime.now(UTC).isoformat(), "step": step.name}
    if step.folder:
        fields["folder"] = step.folder
    if step.files:
        fields["files"] = list(step.files)
    return json.dumps(fields).encode() + b"\n"
