"""A phase applied between checks: refused before it begins, or undone after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from rezone.phases.migration import Outcome, Progress, Receipt, migrate
from rezone.phases.plan.model import Plan
from rezone.phases.undoing import rollback
from rezone.transforms.errors import Refused
from rezone.transforms.records import replace

if TYPE_CHECKING:
    from rezone.phases.checks.model import CheckResult
    from rezone.phases.checks.session import Session
    from rezone.phases.engine.examine import Executor
    from rezone.phases.engine.outcome import Preview


class Extent(StrEnum):
    """Which checks run around a phase."""

    QUICK = "quick"
    FULL = "full"
    NONE = "none"


def migrate_checked(
    root: Path,
    plan: Plan,
    number: int,
    progress: Progress | None = None,
    *,
    executor: Executor | None = None,
    strict: bool = False,
    extent: Extent = Extent.QUICK,
    undo: bool = True,
    approve: Callable[[Preview], None] | None = None,
) -> Receipt:
    """Apply phase *number* between the checks before and after it.

    Args:
        root, plan, number, progress, executor, strict, approve: as `migrate` takes them; *strict*
            also accepts no check that could not measure.
        extent: which checks run: quick ones look only at what the phase touches.
        undo: roll the phase back where a check after it fails.

    Returns:
        The receipt of `migrate`, with the results of the checks.

    Raises:
        Refused: as `migrate`; or a check failed, and the tree is as it was unless *undo* is off.
    """
    if extent is Extent.NONE:
        return migrate(
            root, plan, number, progress, executor=executor, strict=strict, approve=approve
        )
    from rezone.phases.checks.session import Session

    with Session(root, plan) as session:
        around = _Around(session, number, extent, strict, progress)

        def approve_all(found: Preview) -> None:
            if approve is not None:
                approve(found)
            around.before(found)

        receipt = migrate(
            root, plan, number, progress, executor=executor, strict=strict, approve=approve_all
        )
        if receipt.outcome is not Outcome.APPLIED:
            return receipt
        try:
            around.after(receipt.preview)
        except BaseException as error:
            if not undo:
                _told(root, receipt, around.results)
                raise
            _undo(root, plan, receipt, around.results)
            if isinstance(error, Refused):
                error = Refused(f"{error.problem}\nphase {number} is rolled back", hint=error.hint)
            raise error from None
        return _told(root, receipt, around.results)


_BESIDE = frozenset({"plan", "git-state", "performance"})
"""Checks that mean nothing around a phase: it is worked out already, phases before it may not be
committed yet, and nothing compares with a baseline of performance afterwards.
"""


class _Around:
    """The checks around one phase."""

    def __init__(
        self,
        session: Session,
        number: int,
        extent: Extent,
        strict: bool,
        progress: Progress | None,
    ) -> None:
        self.session = session
        self.phase = session.plan.phase(number)
        self.is_quick = extent is Extent.QUICK
        self.strict = strict
        self.progress = progress
        self.results: list[CheckResult] = []

    def before(self, found: Preview) -> None:
        """Run the checks before the phase, which is worked out as *found*."""
        from rezone.phases.checks.model import When

        self.session.now.take_for_listed(found.present)
        self._run(When.PRE, found, hint="nothing was changed; --checks none leaves them out")

    def after(self, found: Preview | None) -> None:
        """Run the checks after the phase, which was worked out as *found*."""
        from rezone.phases.checks.model import When

        self.session.moved_on()
        if self.is_quick and found is not None:  # they look at the places of what moved on disk
            self.session.now.take_for_listed(found.changes.after(found.present))
        self._run(When.POST, found, hint="--no-auto-rollback keeps the phase; --checks none")

    def _run(self, when: object, found: Preview | None, hint: str) -> None:
        from rezone.phases.checks.model import When
        from rezone.phases.checks.registry import checks
        from rezone.phases.checks.run import run_check
        from rezone.phases.checks.scene import Scene

        assert isinstance(when, When)
        scene = Scene(self.session, self.phase, when, found, self.is_quick)
        todo = [c for c in checks() if when in (c.quick if self.is_quick else c.runs)]
        todo = [check for check in todo if check.id not in _BESIDE]
        results = []
        for done, check in enumerate(todo):
            if self.progress is not None:
                self.progress(f"checking {check.id}", done, len(todo))
            results.append(run_check(scene, check))
        self.results += results
        _refuse(results, self.strict, f"checks {when.value} phase {self.phase.number} failed", hint)


def _refuse(results: Iterable[CheckResult], strict: bool, problem: str, hint: str) -> None:
    lines = []
    for result in results:
        if result.fails(strict):
            finding = result.finding
            measured = f"{finding.measured}, wanted: {finding.threshold}" if finding else ""
            lines.append(f"{result.check.id}: {measured or result.reason}")
            lines += [f"  {detail}" for detail in (finding.details if finding else ())[:10]]
    if lines:
        raise Refused("\n  ".join([problem, *lines]), hint=hint)


def _told(root: Path, receipt: Receipt, results: Iterable[CheckResult]) -> Receipt:
    """Return the receipt with the results of the checks; its report has them too."""
    from rezone.phases.telling import tell_more
    from rezone.phases.transaction.interrupts import ignored

    results = tuple(results)
    with ignored():
        told = tell_more(root, receipt, checks=[result.as_dict() for result in results])
    return replace(told, checks=results)


def _undo(root: Path, plan: Plan, receipt: Receipt, results: Iterable[CheckResult]) -> None:
    """Roll the phase back, and let its report say so."""
    from rezone.phases.telling import tell_more
    from rezone.phases.transaction.interrupts import ignored

    with ignored():
        told = _told(root, receipt, results)
        rollback(root, plan, receipt.phase.number)
        tell_more(root, told, status=Outcome.ROLLED_BACK.value)
