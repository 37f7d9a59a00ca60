"""A check, what it says, and how that counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from rezone.phases.checks.scene import Scene


class When(StrEnum):
    """On which side of a phase a check runs."""

    PRE = "pre"
    POST = "post"
    PERFORMANCE = "performance"


class Status(StrEnum):
    """How a check ended; one that could not measure never passes."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


class Unmeasured(Exception):
    """A check cannot measure what it judges; the text says why and what would help."""


class Unrunnable(Unmeasured):
    """The repository's own code or settings stop what measures; before a phase they may not have.

    After the phase that is a failure then, and not a check that could not run.
    """


class Worsened(Exception):
    """What could be measured before a phase cannot be any more; the text says what stops it."""


class Finding(Struct, frozen=True):
    """What a check measured and what it makes of it.

    *measured* and *threshold* are for people; *numbers* are the same for machines.  *details*
    name what was found, one thing a line, with file and line where there are any.
    """

    holds: bool
    measured: str
    threshold: str
    numbers: Mapping[str, float] = field(default_factory=dict)
    details: tuple[str, ...] = ()


class Check(Struct, frozen=True):
    """Something that must hold before or after a phase.

    *runs* are the sides on which it means something; a *quick* one needs no more than the files
    that the phase touches, so that `rezone migrate` runs it each time.
    """

    id: str
    title: str
    runs: frozenset[When]
    judge: Callable[[Scene], Finding]
    quick: frozenset[When] = frozenset()


class CheckResult(Struct, frozen=True):
    """How one check ended for one phase.

    *reason* is why it was skipped, or what stopped it; *is_chosen*: it was skipped because
    somebody said so.  *seconds* is how long it took.
    """

    check: Check
    phase: int
    when: When
    status: Status
    finding: Finding | None = None
    reason: str = ""
    seconds: float = 0.0
    is_chosen: bool = False

    def fails(self, strict: bool) -> bool:
        """Say whether the verdict is no; *strict* accepts none that could not measure."""
        is_missing = self.status is Status.SKIPPED and not self.is_chosen
        return self.status is Status.FAILED or (strict and is_missing)

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON values."""
        finding = self.finding or Finding(False, "", "")
        return {
            "id": self.check.id,
            "title": self.check.title,
            "phase": self.phase,
            "when": self.when.value,
            "status": self.status.value,
            "measured": finding.measured,
            "threshold": finding.threshold,
            "numbers": dict(finding.numbers),
            "details": list(finding.details),
            "reason": self.reason,
            "seconds": round(self.seconds, 3),
        }


Told = Callable[[str, int, int], None]
"""Called with the check that begins, how many are done, and how many there are."""


class Mode(StrEnum):
    """What `rezone validate` is asked for."""

    PRE = "pre-migration"
    POST = "post-migration"
    FULL = "full-validation"
    PERFORMANCE = "performance-test"


class Choice(Struct, frozen=True):
    """Which checks run, and how strictly they count.

    *only* and *skip* are ids.  *fail_fast* ends the run after the first check that fails, the
    rest being skipped.  *revision* is the git revision that counts as before.
    """

    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    strict: bool = False
    fail_fast: bool = False
    revision: str = ""


class Verdict(Struct, frozen=True):
    """What all checks of a run add up to."""

    mode: Mode
    results: tuple[CheckResult, ...]
    strict: bool
    started: datetime
    finished: datetime

    @property
    def holds(self) -> bool:
        """Say whether no check fails."""
        return not any(result.fails(self.strict) for result in self.results)
