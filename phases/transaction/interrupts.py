"""Ctrl-C and SIGTERM wait for the end of a step, so that what was begun can be undone."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from msgspec import Struct, field

Progress = Callable[[int, int], None]
"""Called with the steps done and the steps in all."""

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class Stopped(KeyboardInterrupt):
    """A signal asked the run to stop."""


class Pulse(Struct):
    """Counts steps, tells *progress*, and notices between two steps that a signal came."""

    progress: Progress | None = None
    total: int = 0
    done: int = 0
    pending: list[int] = field(default_factory=list)

    def beat(self) -> None:
        """Finish one step.

        Raises:
            Stopped: a signal came since the last step.
        """
        if self.pending:
            raise Stopped
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, max(self.total, self.done))


@contextmanager
def held(progress: Progress | None = None) -> Iterator[Pulse]:
    """Hold SIGINT, SIGTERM and SIGHUP back while the block runs, then deliver what came.

    Delivered means: as the caller would have got it, so Ctrl-C ends in `KeyboardInterrupt` and
    SIGTERM ends the process.  Ignored signals stay ignored.  Only the main thread gets signals;
    in another one this holds nothing.
    """
    pulse = Pulse(progress)

    def remember(number: int, _frame: FrameType | None) -> None:
        pulse.pending.append(number)

    before = {}
    try:
        for name in _NAMES:
            number = getattr(signal, name, None)  # Windows has no SIGHUP
            if number is None or signal.getsignal(number) in (None, signal.SIG_IGN):
                continue
            try:
                before[number] = signal.signal(number, remember)
            except ValueError:
                break  # not the main thread
        yield pulse
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in dict.fromkeys(pulse.pending):
            signal.raise_signal(number)


@contextmanager
def ignored() -> Iterator[None]:
    """Ignore Ctrl-C while the block runs: what it could stop is done, and is being told."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not the main thread, which alone gets signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
