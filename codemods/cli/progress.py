"""What a command is doing and how far it is: one line on the terminal, gone when it is done."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from rezone.codemods.cli.options import Settings
    from rezone.phases.api import Progress


@contextmanager
def progress_line(settings: Settings, first: str) -> Iterator[Progress]:
    """Yield what is told of each step: its name, how much is done, how much there is in all.

    A step without an end in sight has 0 in all.  The line stands on standard error, and only
    where that is a terminal: elsewhere, and with ``-q``, whatever is told goes nowhere.

    Args:
        settings: the common options.
        first: what the command begins with, before anything is told.
    """
    if settings.quiet or not sys.stderr.isatty():
        yield lambda _name, _done, _total: None
        return
    with _bar(settings) as bar:
        yield _Line(bar, first).tell


class _Line:
    """One task of a bar, which turns into the next one when another step begins."""

    def __init__(self, bar: Bar, first: str) -> None:
        self.bar = bar
        self.task = bar.add_task(first, total=None, counted="")
        self.name = first

    def tell(self, name: str, done: int, total: int) -> None:
        """Show the step *name*: *done* of *total*, 0 where nobody knows how much there is."""
        if name != self.name:
            self.name = name
            self.bar.reset(self.task, total=None)
        counted = f"{done:,} of {total:,}" if total else ""
        self.bar.update(
            self.task, description=name, completed=done, total=total or None, counted=counted
        )


def _bar(settings: Settings) -> Bar:
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.table import Column

    from rezone.codemods.cli.screen import console

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True)),
        BarColumn(bar_width=None, table_column=Column(ratio=1, max_width=40)),
        TextColumn("{task.fields[counted]}", markup=False, table_column=Column(no_wrap=True)),
        TimeElapsedColumn(table_column=Column(no_wrap=True)),
        console=console(settings, stderr=True),
        transient=True,
        expand=True,
    )
