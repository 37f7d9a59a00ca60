"""The journal of a phase: one JSON line a step, on disk before the step begins."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rezone.phases.transaction import durable
from rezone.phases.transaction.presence import is_there

COMMITTED = "committed"


@dataclass(frozen=True, slots=True)
class Journal:
    """An append-only file of steps; each line has ``time`` (ISO 8601, UTC) and ``step``."""

    path: Path

    def append(self, step: str, folder: str = "", files: Sequence[str] = ()) -> None:
        """Write one line and force it to disk.

        Args:
            step: ``apply``, ``rollback``, ``stow``, ``prune``, ``reopen``, ``swap``, ``place``
                or ``committed``.
            folder: the folder of the tree the step works in, posix, relative to the root.
            files: the paths it moves, posix, relative to the root.
        """
        line: dict[str, Any] = {"time": datetime.now(UTC).isoformat(), "step": step}
        if folder:
            line["folder"] = folder
        if files:
            line["files"] = list(files)
        is_new = not is_there(self.path)
        with open(self.path, "ab") as stream:
            stream.write(json.dumps(line).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        if is_new:
            durable.sync(self.path.parent)

    def steps(self) -> tuple[str, ...]:
        """Return the names of the steps on record, oldest first.

        A last line without its end is left out: the crash came before the step it announces.
        """
        if not is_there(self.path):
            return ()
        lines = self.path.read_bytes().split(b"\n")[:-1]
        return tuple(str(json.loads(line)["step"]) for line in lines)

    @property
    def is_committed(self) -> bool:
        """Say whether the last operation finished all its steps."""
        return self.steps()[-1:] == (COMMITTED,)
