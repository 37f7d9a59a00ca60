"""The workflows, the action and the hooks: checked, and their commands run on a real remote."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft4Validator

from rezone.phases import api

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "phases" / "templates"
SARIF = ROOT / "tests" / "phases" / "reports" / "sarif-2.1.0.schema.json"
BIN = Path(sys.executable).parent
PLAN = """\
[workspace]
roots = ["src"]
[[phases]]
number = 1
title = "Data"
[[phases.moves]]
source = "app.db"
target = "data.db"
"""
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


def read(path: Path) -> dict[str, Any]:
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


CONDITIONS: dict[str, Callable[[Runner], bool]] = {
    "always()": lambda _: True,
    "steps.look.outputs.code != '0'": lambda runner: runner.outputs["code"] != "0",
}
"""What the conditions of steps that run commands mean; one that is not here is an error."""


@dataclass
class Runner:
    """A job of GitHub's on this machine: steps that run commands, in the way the runner does it.

    Steps that use actions are left to GitHub; *context* has the values of expressions.
    """

    folder: Path
    scratch: Path
    context: dict[str, str]
    environment: dict[str, str]

    def value(self, text: object) -> str:
        return EXPRESSION.sub(lambda match: self.context[match[1]], str(text))

    def run(self, step: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        script = str(step["run"])
        assert "${{" not in script, "an expression in a script can be code from outside"
        own = {name: self.value(value) for name, value in step.get("env", {}).items()}
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.folder,
            env={**os.environ, **self.environment, **own},
            capture_output=True,
            text=True,
            check=False,
        )

    def job(self, job: dict[str, Any]) -> dict[str, subprocess.CompletedProcess[str]]:
        """Run every step of *job* that runs a command; return what became of each, by name.

        After one that fails only those run that always do, as on GitHub.
        """
        self.environment |= {name: self.value(v) for name, v in job.get("env", {}).items()}
        found: dict[str, subprocess.CompletedProcess[str]] = {}
        for step in (step for step in job["steps"] if "run" in step):
            condition = step.get("if", "")
            is_over = any(done.returncode for done in found.values())
            if condition != "always()" if is_over else condition and not self.holds(condition):
                continue
            found[step["name"]] = self.run(step)
        return found

    def holds(self, condition: str) -> bool:
        return CONDITIONS[condition](self)

    @property
    def summary(self) -> str:
        return (self.scratch / "summary").read_text(encoding="utf-8")

    @property
    def outputs(self) -> dict[str, str]:
        lines = (self.scratch / "output").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)


def commands(job: dict[str, Any]) -> list[str]:
    """Return the names of the steps that run commands."""
    return [step["name"] for step in job["steps"] if "run" in step]


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.fixture
def author(tmp_path: Path) -> Path:
    """Return a clone of a bare repository on this disk, set up by `rezone init`."""
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "remote.git")
    git(tmp_path, "clone", "-q", "remote.git", "author")
    clone = tmp_path / "author"
    git(clone, "switch", "-qc", "main")
    write(
        clone,
        {
            "rezone.toml": PLAN,
            "src/app/__init__.py": "",
            "src/app/db.py": "NAME = 'db'\n",
            "src/app/web.py": "from .db import NAME\n",
        },
    )
    api.init(clone)
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", "Begin")
    git(clone, "push", "-q", "origin", "main")
    return clone


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return rezone as a folder that pip installs from; a build leaves its traces there."""
    folder = tmp_path_factory.mktemp("rezone")
    for layer in ("codemods", "phases", "transforms"):
        shutil.copytree(ROOT / layer, folder / layer, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "action.yml"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a Python that has what rezone needs, and no rezone yet.

    The libraries are those of the Python that runs the tests: nothing is fetched.
    """
    folder = tmp_path_factory.mktemp("python")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    (folder / "bin" / "fixit").write_text(f'#!/bin/sh\nexec "{folder}/bin/python" -m fixit "$@"\n')
    (folder / "bin" / "fixit").chmod(0o755)
    return folder / "bin"


@pytest.fixture(scope="session")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return rezone as a wheel, with a version that nobody has installed yet."""
    project = source / "pyproject.toml"
    folder = tmp_path_factory.mktemp("wheel")
    text = project.read_text(encoding="utf-8")
    project.write_text(re.sub(r'(?m)^(version = ".*)"$', r'\1+here"', text), encoding="utf-8")
    build = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder, source]
    subprocess.run([sys.executable, "-m", "pip", *map(str, build)], check=True)
    project.write_text(text, encoding="utf-8")
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture
def runner(author: Path, source: Path, wheel: Path, python: Path, tmp_path: Path) -> Runner:
    scratch = tmp_path / "runner"
    scratch.mkdir()
    git(tmp_path, "clone", "-q", "remote.git", "checkout")
    checkout = tmp_path / "checkout"
    return Runner(
        checkout,
        scratch,
        {
            "github.action_path": str(source),
            "github.token": "none",
            "github.ref_name": "main",
            "inputs.phase": "1",
            "vars.REZONE_SOURCE": str(wheel),
        },
        {
            "PATH": f"{tmp_path / 'tools'}:{python}:{os.environ['PATH']}",
            "PIP_NO_INDEX": "1",
            "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it as the value of --build-isolation
            "RUNNER_TEMP": str(scratch),
            "GITHUB_SHA": git(checkout, "rev-parse", "HEAD"),
            "GITHUB_STEP_SUMMARY": str(scratch / "summary"),
            "GITHUB_OUTPUT": str(scratch / "output"),
        },
    )


def pull_request(author: Path, runner: Runner, files: dict[str, str]) -> None:
    """Merge a branch that began before phase 1 into the base that has it, as GitHub does."""
    git(author, "switch", "-qc", "topic")
    write(author, files)
    git(author, "add", "-A")
    git(author, "commit", "-qm", "Topic")
    git(author, "push", "-q", "origin", "topic")
    git(author, "switch", "-q", "main")
    api.migrate(author, api.load(author), 1)
    git(author, "add", "-A")
    git(author, "commit", "-qm", "Phase 1")
    git(author, "push", "-q", "origin", "main")
    checkout = runner.folder
    git(checkout, "fetch", "-q")
    git(checkout, "checkout", "-q", "origin/main")
    runner.context["github.event.pull_request.base.sha"] = git(checkout, "rev-parse", "HEAD")
    runner.context["github.head_ref"] = "topic"
    git(checkout, "merge", "-q", "--no-ff", "-m", "merge", "origin/topic")


OLD = {"src/app/late.py": "from app.db import NAME\n"}


def test_actionlint_finds_nothing() -> None:
    actionlint = shutil.which("actionlint", path=f"{BIN}:{os.environ['PATH']}")
    workflows = [*TEMPLATES.glob("*.yml"), *(ROOT / ".github" / "workflows").glob("*.yml")]
    assert len(workflows) == 3
    done = subprocess.run(
        [str(actionlint), *map(str, sorted(workflows))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def on_the_dashboard(folder: Path) -> str:
    """Return what the dashboard that was drawn in *folder* says about its phase."""
    text = (folder / "migration_reports" / "dashboard.html").read_text(encoding="utf-8")
    (summary,) = re.findall(r'<script type="application/json" id="summary">(.*?)</script>', text)
    return str(json.loads(summary)["phases"][0]["status"])


def uploaded_dashboard(job: dict[str, Any]) -> bool:
    paths = [step.get("with", {}).get("path") for step in job["steps"]]
    return "migration_reports/dashboard.html" in paths


@pytest.fixture
def installed(runner: Runner) -> None:
    """Install rezone as the workflows do."""
    done = runner.run({"run": f'python -m pip install "{runner.context["vars.REZONE_SOURCE"]}"'})
    assert done.returncode == 0, done.stderr


@pytest.fixture
def github(tmp_path: Path) -> Path:
    """Return where what GitHub would be asked is noted: its own program is not here."""
    tools, asked = tmp_path / "tools", tmp_path / "asked"
    tools.mkdir()
    (tools / "gh").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{asked}"\n')
    (tools / "gh").chmod(0o755)
    return asked


def failed(steps: dict[str, subprocess.CompletedProcess[str]]) -> dict[str, str]:
    return {name: done.stdout + done.stderr for name, done in steps.items() if done.returncode}


def test_the_migration_workflow_pushes_a_phase_and_opens_a_pull_request(
    runner: Runner, tmp_path: Path, github: Path
) -> None:
    (job,) = read(TEMPLATES / "migration.yml")["jobs"].values()
    steps = runner.job(job)
    assert failed(steps) == {}
    assert list(steps) == commands(job)
    branch = tmp_path / "remote.git"
    assert git(branch, "show", "rezone/phase-1:src/data/db.py") == "NAME = 'db'"
    assert "from data.db import NAME" in git(branch, "show", "rezone/phase-1:src/app/web.py")
    assert git(branch, "diff", "--name-only", "main", "rezone/phase-1").splitlines() == [
        "src/app/web.py",
        "src/data/__init__.py",
        "src/data/db.py",
    ]
    subjects = git(branch, "log", "--format=%s", "main..rezone/phase-1").splitlines()
    assert subjects == ["Follow the moves of phase 1: Data", "Move the files of phase 1: Data"]
    assert runner.summary.startswith("# Phase 1: Data\n")
    assert "| `app.db` | `data.db` | 1 |" in runner.summary
    words = github.read_text().splitlines()
    assert words[:6] == ["pr", "create", "--base", "main", "--head", "rezone/phase-1"]
    assert (runner.folder / words[-1]).read_text() == runner.summary
    uploaded = next(step for step in job["steps"] if step.get("name") == "Upload the reports")
    patterns = uploaded["with"]["path"].split()
    assert [bool(list(runner.folder.glob(p.rstrip("/")))) for p in patterns] == [True] * 3
    assert on_the_dashboard(runner.folder) == "applied"
    assert "migration_reports/" in patterns


def test_a_check_that_fails_ends_the_migration_before_anything_is_pushed(
    author: Path, runner: Runner, tmp_path: Path, github: Path
) -> None:
    write(author, {"src/data/db.py": "MINE = 1\n"})  # the target is taken
    git(author, "add", "-A")
    git(author, "commit", "-qm", "Take it")
    git(author, "push", "-q", "origin", "main")
    git(runner.folder, "pull", "-q")
    steps = runner.job(read(TEMPLATES / "migration.yml")["jobs"]["migrate"])
    assert list(failed(steps)) == ["Validate before"]
    assert list(steps) == ["Install", "Validate before", "Summarize", "Draw the dashboard"]
    assert on_the_dashboard(runner.folder) == "pending"
    assert git(tmp_path / "remote.git", "branch", "--list", "rezone/*") == ""
    assert not github.exists()


def test_a_phase_that_is_applied_already_opens_nothing(
    author: Path, runner: Runner, github: Path
) -> None:
    api.migrate(author, api.load(author), 1)
    git(author, "add", "-A")
    git(author, "commit", "-qm", "Phase 1")
    git(author, "push", "-q", "origin", "main")
    git(runner.folder, "pull", "-q")
    runner.environment["GITHUB_SHA"] = git(runner.folder, "rev-parse", "HEAD")
    job = read(TEMPLATES / "migration.yml")["jobs"]["migrate"]
    job["steps"] = [step for step in job["steps"] if step.get("name") != "Validate before"]
    assert "::error::phase 1 changes nothing here" in failed(runner.job(job))["Migrate"]
    assert not github.exists()


def test_a_pull_request_with_old_names_fails_and_says_what_to_change(
    author: Path, runner: Runner
) -> None:
    pull_request(author, runner, OLD)
    job = read(TEMPLATES / "old-names.yml")["jobs"]["look"]
    steps = runner.job(job)
    assert list(steps) == commands(job)
    assert list(steps) == ["Install", "Look", "Draw the dashboard", "Show the diff"]
    assert list(failed(steps)) == ["Show the diff"]
    assert "+from data.db import NAME" in steps["Show the diff"].stdout
    assert runner.outputs == {"code": "1"}
    assert "| `src/app/late.py:1` | `app.db.NAME` | `data.db.NAME` |" in runner.summary
    log = json.loads((runner.scratch / "rezone.sarif").read_bytes())
    Draft4Validator(json.loads(SARIF.read_bytes())).validate(log)
    (result,) = log["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "src/app/late.py"
    assert on_the_dashboard(runner.folder) == "applied"
    assert uploaded_dashboard(job)
    upload = next(step for step in job["steps"] if "sarif" in step.get("uses", ""))
    assert upload["with"]["sarif_file"] == "${{ runner.temp }}/rezone.sarif"


def test_a_pull_request_without_old_names_passes(author: Path, runner: Runner) -> None:
    pull_request(author, runner, {"src/app/late.py": "import os\n"})
    steps = runner.job(read(TEMPLATES / "old-names.yml")["jobs"]["look"])
    assert (list(steps), failed(steps)) == (["Install", "Look", "Draw the dashboard"], {})
    assert runner.outputs == {"code": "0"}
    assert "None in the files looked at." in runner.summary


def test_the_names_are_rewritten_on_the_branch(author: Path, runner: Runner) -> None:
    pull_request(author, runner, OLD)
    job = read(TEMPLATES / "old-names.yml")["jobs"]["rewrite"]
    steps = runner.job(job)
    assert (list(steps), failed(steps)) == (commands(job), {})
    git(author, "fetch", "-q")
    assert git(author, "show", "origin/topic:src/app/late.py") == "from data.db import NAME"
    assert git(author, "merge-base", "--is-ancestor", "origin/main", "origin/topic") == ""
    assert "1 old name rewritten in 1 file." in runner.summary
    assert on_the_dashboard(runner.folder) == "applied"
    assert uploaded_dashboard(job)
    assert "dashboard" not in git(author, "ls-tree", "-r", "--name-only", "origin/topic")


@pytest.mark.parametrize("fix", ["true", "false"])
def test_the_action(author: Path, runner: Runner, fix: str) -> None:
    pull_request(author, runner, OLD)
    action = read(ROOT / "action.yml")
    for name, given in action["inputs"].items():
        runner.context[f"inputs.{name}"] = runner.value(given["default"])
    runner.context["inputs.fix"] = fix
    steps = runner.job(action["runs"])
    assert list(steps) == commands(action["runs"])
    assert list(failed(steps)) == ([] if fix == "true" else ["Look"])
    assert runner.outputs == {"found": "true"}
    assert json.loads((runner.folder / "rezone.sarif").read_bytes())["runs"][0]["results"]
    text = (runner.folder / "src/app/late.py").read_text()
    assert ("data.db" in text) is (fix == "true")
    assert ("+from data.db import NAME" in steps["Look"].stdout) is (fix == "false")


def test_a_revision_that_is_not_there_is_no_finding(runner: Runner) -> None:
    runner.context["github.event.pull_request.base.sha"] = "0" * 40
    steps = runner.job(read(TEMPLATES / "old-names.yml")["jobs"]["look"])
    assert "fetch-depth: 0" in failed(steps)["Look"]
    assert list(steps) == ["Install", "Look"]


def test_the_hooks_of_init_run_in_pre_commit(author: Path, runner: Runner, installed: None) -> None:
    api.migrate(author, api.load(author), 1)
    write(author, OLD)
    git(author, "add", "-A")
    environment = {**os.environ, **runner.environment, "PRE_COMMIT_HOME": str(runner.scratch)}

    def hooks() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
        return subprocess.run(
            command, cwd=author, env=environment, capture_output=True, text=True, check=False
        )

    first = hooks()
    assert first.returncode == 1
    assert "files were modified by this hook" in first.stdout
    assert (author / "src/app/late.py").read_text() == "from data.db import NAME\n"
    git(author, "add", "-A")
    second = hooks()
    assert second.returncode == 0, second.stdout


def test_the_hooks_offered_to_others_are_valid_and_their_commands_exist(
    runner: Runner, installed: None
) -> None:
    manifest = ROOT / ".pre-commit-hooks.yaml"
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(manifest)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    for hook in yaml.safe_load(manifest.read_text()):
        path = [] if hook.get("pass_filenames") is False else ["src/app/web.py"]
        done = runner.run({"run": " ".join([hook["entry"], *path])})
        assert done.returncode == 0, (hook["id"], done.stderr)
