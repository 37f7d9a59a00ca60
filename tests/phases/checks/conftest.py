"""A small repository that a test can break, and checks that are run on it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from small_shop import FILES

from rezone.phases import api
from rezone.phases.checks.model import CheckResult, Status, When
from rezone.phases.checks.registry import checks
from rezone.phases.checks.run import run_check
from rezone.phases.checks.scene import Scene
from rezone.phases.checks.session import Session


@dataclass
class Repository:
    """A repository on disk."""

    root: Path
    results: list[CheckResult] = field(default_factory=list)

    def write(self, path: str, text: str) -> None:
        """Write a file, folders above it included."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def git(self, *arguments: str) -> None:
        """Run git, which has to succeed."""
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        command = ["git", "-C", str(self.root), *identity, *arguments]
        subprocess.run(command, check=True, capture_output=True)

    def commit(self) -> None:
        """Commit everything."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "state")

    def check(self, name: str, when: When = When.PRE, phase: int = 1) -> CheckResult:
        """Run one check, as a process of its own would."""
        plan = api.load(self.root)
        (found,) = [check for check in checks() if check.id == name]
        with Session(self.root, plan) as session:
            result = run_check(Scene(session, plan.phase(phase), when), found)
        self.results.append(result)
        return result

    def after(self, name: str, phase: int = 1) -> CheckResult:
        """Run one check on the other side of the phase."""
        return self.check(name, When.POST, phase)

    def migrate(self, phase: int = 1) -> None:
        """Apply the phase."""
        api.migrate(self.root, api.load(self.root), phase)


@pytest.fixture
def shop(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Repository]:
    """Yield a repository of two packages, a phase and a test, committed.

    A test that is marked as breaking what a check looks at has seen that check fail.
    """
    repository = Repository(tmp_path / "shop")
    for path, text in FILES.items():
        repository.write(path, text)
    repository.git("init", "--quiet")
    repository.commit()
    yield repository
    marker = request.node.get_closest_marker("breaks")
    if marker is not None:
        failed = {r.check.id for r in repository.results if r.status is Status.FAILED}
        assert marker.args[0] in failed
