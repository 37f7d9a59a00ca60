"""Running checks: which, in what order, and what they add up to."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from rezone.phases.checks.model import (
    Check,
    CheckResult,
    Choice,
    Mode,
    Status,
    Told,
    Unmeasured,
    Verdict,
    When,
    Worsened,
)
from rezone.phases.checks.registry import checks
from rezone.phases.checks.scene import Scene
from rezone.phases.checks.session import Session
from rezone.phases.plan.model import Phase, Plan
from rezone.transforms.errors import PlanErrors, RezoneError, UsageError


def validate(
    root: Path,
    plan: Plan,
    mode: Mode,
    numbers: Iterable[int],
    choice: Choice = Choice(),  # noqa: B008 - immutable
    told: Told | None = None,
) -> Verdict:
    """Run the checks of *mode* for the phases *numbers*.

    Raises:
        UsageError: the plan has no such phase or contradicts the tree, or there is no check of
            that id.
        Refused: a baseline cannot be written.
    """
    phases = [plan.phase(number) for number in dict.fromkeys(numbers)]
    refuse_unknown(choice.only | choice.skip)
    started = datetime.now(UTC)
    results: list[CheckResult] = []
    with Session(root, plan, choice.revision) as session:
        refuse_wrong(session, [p for p in phases if When.PRE in sides(session, mode, p)])
        todo = list(_todo(session, mode, phases, choice.only))
        idle = choice.only - {check.id for _, check in todo}
        if idle:
            names = ", ".join(sorted(idle))
            raise UsageError(
                f"--{mode} has no check {names}", hint="--full-validation has them all"
            )
        for done, (scene, check) in enumerate(todo):
            if told is not None:
                told(f"phase {scene.phase.number}: {check.id}", done, len(todo))
            is_over = choice.fail_fast and any(r.fails(choice.strict) for r in results)
            results.append(_result(scene, check, choice.skip, is_over))
    return Verdict(mode, tuple(results), choice.strict, started, datetime.now(UTC))


def refuse_unknown(ids: Collection[str]) -> None:
    """Refuse ids that no check has.

    Raises:
        UsageError: with the nearest id.
    """
    known = [check.id for check in checks()]
    for name in sorted(ids):
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"the checks: {', '.join(known)}"
            raise UsageError(f"there is no check {name!r}", hint=hint)


def refuse_wrong(session: Session, phases: Iterable[Phase]) -> None:
    """Refuse a plan that contradicts the tree before *phases*: nothing measured would mean much.

    Raises:
        PlanErrors: every contradiction, with file and line.
    """
    from rezone.phases.plan.check import check
    from rezone.phases.plan.view import NameView

    now = session.now
    numbers = {phase.number for phase in phases} - set(now.applied)
    if numbers:
        index = now.index
        view = NameView.of(index)
        problems = check(session.plan, view, now.applied, numbers)
        if problems:
            raise PlanErrors(problems)


def sides(session: Session, mode: Mode, phase: Phase) -> tuple[When, ...]:
    """Return the sides of *phase* that *mode* asks for: all of them depends on where it stands."""
    if mode is Mode.PRE:
        return (When.PRE,)
    if mode is Mode.POST:
        return (When.POST,)
    if mode is Mode.PERFORMANCE:
        return (When.PERFORMANCE,)
    if phase.number in session.now.applied:
        return (When.POST, When.PERFORMANCE)
    return (When.PRE,)  # it takes the baseline of performance as well


def _todo(
    session: Session, mode: Mode, phases: Iterable[Phase], only: Collection[str]
) -> Iterator[tuple[Scene, Check]]:
    for phase in phases:
        for when in sides(session, mode, phase):
            scene = Scene(session, phase, when)
            for check in checks():
                if when in check.runs and (not only or check.id in only):
                    yield scene, check


def _result(scene: Scene, check: Check, skip: Collection[str], is_over: bool) -> CheckResult:
    number = scene.phase.number
    if check.id in skip:
        return CheckResult(
            check, number, scene.when, Status.SKIPPED, reason="--skip", is_chosen=True
        )
    if is_over:
        reason = "an earlier check failed, and --fail-fast was given"
        return CheckResult(check, number, scene.when, Status.SKIPPED, reason=reason)
    return run_check(scene, check)


def run_check(scene: Scene, check: Check) -> CheckResult:
    """Run one check; one that cannot measure is skipped, with the reason."""
    started = time.perf_counter()
    finding = None
    reason = ""
    try:
        finding = check.judge(scene)
        status = Status.PASSED if finding.holds else Status.FAILED
    except Unmeasured as unmeasured:
        status, reason = Status.SKIPPED, str(unmeasured)
    except (RezoneError, Worsened) as error:
        status, reason = Status.FAILED, str(error)
    except OSError as error:  # a disk that fails, or a file that goes away meanwhile
        status, reason = Status.SKIPPED, f"{error.strerror or error}: {error.filename}"
    seconds = time.perf_counter() - started
    return CheckResult(check, scene.phase.number, scene.when, status, finding, reason, seconds)


def quick_checks(scene: Scene) -> tuple[CheckResult, ...]:
    """Run the checks of the scene's side that look at nothing but what the phase touches."""
    return tuple(run_check(scene, check) for check in checks() if scene.when in check.quick)
