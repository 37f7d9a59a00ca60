"""The checks as pytest tests: ``pytest --pyargs rezone.phases.checks --rezone-phase 1``.

Installed as a plugin, so it imports next to nothing before a file of `catalog` is collected.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from rezone.phases.checks.model import Check
    from rezone.phases.checks.scene import Scene
    from rezone.phases.checks.session import Session
    from rezone.phases.plan.model import Plan

_CATALOG = Path(__file__).parent / "catalog"
_PROPERTY = "rezone"
"""What a check says in one line, as a property of its report: it goes into JUnit files as well."""

_SIDES = ("pre", "post", "performance")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; they mean something to the checks alone."""
    group = parser.getgroup("rezone", "checks before and after a phase of a migration")
    add = group.addoption
    add("--rezone-phase", action="append", type=int, default=[], metavar="N", help="the phase")
    add("--rezone-when", choices=_SIDES, default="pre", help="the side of the phase")
    add("--rezone-root", type=Path, default=None, metavar="DIR", help="the repository")
    add("--rezone-config", type=Path, default=None, metavar="FILE", help="the plan")
    add("--rezone-strict", action="store_true", help="a check that cannot measure fails")


def pytest_configure(config: pytest.Config) -> None:
    """Have one session of checks for one of pytest."""
    config.pluginmanager.register(_Checks(config), "rezone-checks")


class _Checks:
    """Collects the checks, runs them on one session, and tells of them at the end."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.problem = ""
        self._session: Session | None = None

    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> pytest.Collector | None:
        """Take each file of the catalog as one check."""
        if file_path.parent != _CATALOG or file_path.name == "__init__.py":
            return None
        found: pytest.Collector = _CheckFile.from_parent(parent, path=file_path, checks=self)
        return found

    def session(self) -> Session | None:
        """Return the one session, None where there can be none: *problem* tells why."""
        if self._session is None and not self.problem:
            from rezone.transforms.errors import RezoneError

            try:
                self._session = self._begun()
            except RezoneError as error:
                self.problem = str(error)
        return self._session

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self) -> None:
        """End the run where no phase was named, or the plan is wrong: once, not once a check.

        Raises:
            UsageError: with what is wrong.
        """
        if self.problem:
            raise pytest.UsageError(self.problem)

    def _begun(self) -> Session:
        from rezone.phases.checks.run import refuse_wrong
        from rezone.phases.checks.session import Session
        from rezone.transforms.errors import UsageError

        numbers = self.config.getoption("--rezone-phase")
        if not numbers:
            raise UsageError("say which phase: --rezone-phase N")
        root, plan = self._plan()
        phases = [plan.phase(number) for number in numbers]
        session = Session(root, plan)
        if self.config.getoption("--rezone-when") == "pre":
            refuse_wrong(session, phases)
        return session

    def _plan(self) -> tuple[Path, Plan]:
        from rezone.phases.plan.find import find_root
        from rezone.phases.plan.read import load

        root = self.config.getoption("--rezone-root") or find_root(Path.cwd())
        return root.resolve(), load(root.resolve(), self.config.getoption("--rezone-config"))

    def pytest_unconfigure(self) -> None:
        """Remove what the session left aside."""
        if self._session is not None:
            self._session.__exit__()

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what each check measured, and what it wants; processes of pytest-xdist told us."""
        lines = [
            text
            for outcome in ("passed", "failed", "skipped")
            for report in terminalreporter.getreports(outcome)
            for name, text in getattr(report, "user_properties", ())
            if name == _PROPERTY
        ]
        if lines:
            terminalreporter.section("rezone checks")
        for line in lines:
            terminalreporter.line(line)


class _CheckFile(pytest.File):
    """One file of the catalog: one check, an item for each phase."""

    def __init__(self, *, checks: _Checks, **arguments: object) -> None:
        super().__init__(**arguments)  # type: ignore[arg-type]
        self.checks = checks

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item a phase, if the check means something on that side of it."""
        from importlib import import_module

        from rezone.phases.checks.model import When
        from rezone.phases.checks.scene import Scene

        session = self.checks.session()
        if session is None:
            return
        check = import_module(f"rezone.phases.checks.catalog.{self.path.stem}").CHECK
        when = When(self.config.getoption("--rezone-when"))
        if when not in check.runs:
            return
        for number in self.config.getoption("--rezone-phase"):
            scene = Scene(session, session.plan.phase(number), when)
            name = f"{check.id}[phase{number}-{when.value}]"
            yield _CheckItem.from_parent(self, name=name, check=check, scene=scene)


class _CheckFailed(Exception):
    """A check failed, or could not measure and had to; the text is what it found."""


class _CheckItem(pytest.Item):
    """One check for one phase."""

    def __init__(self, *, check: Check, scene: Scene, **arguments: object) -> None:
        super().__init__(**arguments)  # type: ignore[arg-type]
        self.check = check
        self.scene = scene

    def runtest(self) -> None:
        """Run the check; what it measured goes into the JUnit report as properties."""
        from rezone.phases.checks.model import Status
        from rezone.phases.checks.run import run_check

        result = run_check(self.scene, self.check)
        finding = result.finding
        said = f"{finding.measured} ({finding.threshold})" if finding else result.reason
        head = f"phase {result.phase} {result.when.value} {result.check.id}"
        self.user_properties.append((_PROPERTY, f"{head}: {result.status.value}: {said}"))
        if finding is not None:
            self.user_properties.append(("measured", finding.measured))
            self.user_properties.append(("threshold", finding.threshold))
        if result.fails(self.config.getoption("--rezone-strict")):
            found = [result.reason, finding.measured if finding else "",
                     *(finding.details if finding else ())]  # fmt: skip
            raise _CheckFailed("\n".join(filter(None, found)))
        if result.status is Status.SKIPPED:
            pytest.skip(result.reason)

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None
    ) -> str:
        """Return what the check found instead of where it was raised."""
        del style
        if isinstance(excinfo.value, _CheckFailed):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the check stands, and its name."""
        return self.path, 0, self.name
