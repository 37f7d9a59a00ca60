"""``migration_phaseN.log``: what happened when, one JSON object a line.

The shape of a line is fixed in ``docs/reference/log-event.schema.json``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from rezone.phases.readable_json import on_one_line
from rezone.phases.reports.timestamp import timestamp
from rezone.phases.transaction.refusal import as_refusal


class Log:
    """The log of one phase; runs append to it.

    Nothing is kept open: each event is on disk when `event` returns, whatever happens next.

    Args:
        root: the folder the log stands in.
        phase: the number of the phase.
    """

    def __init__(self, root: Path, phase: int) -> None:
        self.root = root
        self.phase = phase
        self.path = root / f"migration_phase{phase}.log"

    def event(self, name: str, /, **fields: object) -> None:
        """Append the event *name*, with the time of now and *fields* (JSON values).

        Raises:
            Refused: the log cannot be written, or is a symbolic link.
        """
        self.events(name, (fields,))

    def events(self, name: str, each: Iterable[Mapping[str, object]]) -> None:
        """Append one event *name* for the fields of *each*, all at once.

        Raises:
            Refused: as `event`.
        """
        head = {"time": timestamp(datetime.now(UTC)), "event": name, "phase": self.phase}
        text = "".join(f"{on_one_line({**head, **fields})}\n" for fields in each)
        # A link might lead out of the repository; Windows has no such flag and needs a privilege
        # to make links.
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        flags |= getattr(os, "O_BINARY", 0)
        with (
            as_refusal(self.root, "the log cannot be written"),
            open(os.open(self.path, flags, 0o666), "wb", buffering=0) as stream,
        ):
            stream.write(text.encode("utf-8", "backslashreplace"))
