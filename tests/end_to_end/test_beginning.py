"""`rezone init` on packages from PyPI: what it guesses is enough for a phase and its checks."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import environments
import packages
import pytest
from packages import Package
from sdists import PyPIUnreachable, unpack

REZONE = Path(sys.executable).with_name("rezone")
ITSDANGEROUS = next(package for package in packages.load() if package.name == "itsdangerous")
HTTPBIN = Package(
    name="httpbin",
    version="0.10.2",
    sha256="632148698261c8684ea2d2b624cdea845b402b1fe91736e89df886408c6317a9",
    package="httpbin",
    root=".",
    tests=("tests",),
    requires=("pytest", "flask", "flasgger", "brotlicffi", "decorator", "six", "setuptools"),
)


@dataclass
class Repository:
    """An unpacked sdist under git, with an environment of its own in ``.venv``."""

    root: Path

    def rezone(self, *arguments: str) -> str:
        command = [str(REZONE), *arguments, "--root", str(self.root)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def commit(self) -> None:
        for arguments in (["add", "-A"], ["commit", "-q", "-m", "as it is"]):
            author = ("-c", "user.name=a", "-c", "user.email=a@example.org")
            subprocess.run(["git", *author, *arguments], cwd=self.root, check=True)

    def checks(self, mode: str) -> dict[str, dict[str, object]]:
        """Run the checks; those of time and coverage aside, which need a quiet machine or tools."""
        told = self.rezone(
            *("validate", mode, "--phase", "1", "--format", "json"),
            *("--skip", "performance", "--skip", "coverage", "--skip", "infrastructure"),
        )
        return {check["id"]: check for check in json.loads(told)["checks"]}


def repository(package: Package, folder: Path) -> Repository:
    try:
        tree = unpack(package, folder)
        kept = environments.interpreter(package)
    except PyPIUnreachable as reason:
        pytest.skip(f"PyPI cannot be reached: {reason}")
    (tree / ".gitignore").write_text(".venv/\n")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tree / ".venv"], check=True)
    below = f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
    own = tree / ".venv" / below
    environments.describe_distribution(package, tree, own)
    (own / "kept.pth").write_text(f"{kept.parents[1] / below}\n")
    subprocess.run(["git", "init", "-q", tree], check=True)
    made = Repository(tree)
    made.commit()
    return made


def with_its_example(plan: str) -> str:
    """Return the plan that `rezone init` wrote with its example of a phase in force."""
    settings, mark, example = plan.partition("# [[phases]]")
    assert mark
    settings = settings.replace("# python = ", "python = ")
    return settings + "\n".join(line.removeprefix("# ") for line in (mark + example).splitlines())


@pytest.mark.real
@pytest.mark.smoke
@pytest.mark.parametrize(
    ("package", "guessed", "passing"),
    [
        (
            ITSDANGEROUS,
            {
                "roots": ["src"],
                "domains": {"itsdangerous": ["itsdangerous"]},
                "runner": [],
                "tests": ["tests"],
                "apps": [],
            },
            297,
        ),
        (
            HTTPBIN,
            {
                "roots": ["."],
                "domains": {"httpbin": ["httpbin"]},
                "runner": [],
                "tests": ["tests"],
                "apps": ["httpbin.core:app", "httpbin.filters:app"],
            },
            67,
        ),
    ],
    ids=lambda value: value.release if isinstance(value, Package) else "",
)
def test_what_is_guessed_is_enough_for_a_phase_and_its_checks(
    package: Package, guessed: dict[str, object], passing: int, tmp_path: Path
) -> None:
    tree = repository(package, tmp_path)
    told = json.loads(tree.rezone("init", "--format", "json"))
    assert told["guessed"] == guessed
    plan = tree.root / "rezone.toml"
    tree.rezone("plan", "check")
    plan.write_text(with_its_example(plan.read_text()))
    tree.commit()
    assert tree.rezone("plan", "check").count("phases: 1, moves: 1")

    before = tree.checks("--pre-migration")
    tree.rezone("migrate", "--phase", "1", "--execute")
    after = tree.checks("--post-migration")

    assert before["tests"]["measured"] == f"{passing} tests, 100.0% pass, 0 fail already"
    assert f"100.0% of {passing} that passed pass still" in str(after["tests"]["measured"])
    requests = str(after["api-endpoints"]["measured"])
    assert requests.endswith("0 answered otherwise, 0 unstable") == bool(guessed["apps"])
    assert not requests.startswith("0 requests")
