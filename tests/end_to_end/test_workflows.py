"""The workflows, the action and the hooks: checked, and their commands run on a real remote."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from rezone.phases import api

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "phases" / "templates"
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

    def job(self, job: dict[str, Any]) -> Iterator[tuple[str, subprocess.CompletedProcess[str]]]:
        """Run the steps of *job*, all but the installation of rezone, until one fails."""
        self.environment |= {name: self.value(v) for name, v in job.get("env", {}).items()}
        for step in job["steps"]:
            if "run" in step and step["name"] != "Install":
                done = self.run(step)
                yield step["name"], done
                if done.returncode:
                    return

    @property
    def summary(self) -> str:
        return (self.scratch / "summary").read_text(encoding="utf-8")

    @property
    def outputs(self) -> dict[str, str]:
        lines = (self.scratch / "output").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)


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


@pytest.fixture
def runner(author: Path, tmp_path: Path) -> Runner:
    scratch = tmp_path / "runner"
    scratch.mkdir()
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("rezone", "fixit"):
        module = {"rezone": "rezone.codemods.cli.main", "fixit": "fixit"}[name]
        (tools / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n')
        (tools / name).chmod(0o755)
    git(tmp_path, "clone", "-q", "remote.git", "checkout")
    return Runner(
        tmp_path / "checkout",
        scratch,
        {"github.token": "none", "github.ref_name": "main", "inputs.phase": "1"},
        {
            "PATH": f"{tools}:{os.environ['PATH']}",
            "RUNNER_TEMP": str(scratch),
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


@pytest.mark.skipif(
    shutil.which("actionlint", path=f"{BIN}:{os.environ['PATH']}") is None, reason="no actionlint"
)
def test_actionlint_finds_nothing() -> None:
    actionlint = shutil.which("actionlint", path=f"{BIN}:{os.environ['PATH']}")
    done = subprocess.run(
        [str(actionlint), *map(str, sorted(TEMPLATES.glob("*.yml")))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_migration_workflow_pushes_a_phase_and_opens_a_pull_request(
    runner: Runner, tmp_path: Path
) -> None:
    asked = tmp_path / "asked"
    gh = tmp_path / "tools" / "gh"  # GitHub itself is not here: what it would be asked is noted
    gh.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{asked}"\n')
    gh.chmod(0o755)
    (job,) = read(TEMPLATES / "migration.yml")["jobs"].values()
    steps = list(runner.job(job))
    assert {name: done.stderr for name, done in steps if done.returncode} == {}
    assert [name for name, _ in steps][-1] == "Open a pull request"
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
    assert "Phase 1: Data (applied)" in runner.summary
    words = asked.read_text().splitlines()
    assert words[:6] == ["pr", "create", "--base", "main", "--head", "rezone/phase-1"]
    assert Path(words[-1]).read_text() == runner.summary
    uploaded = next(step for step in job["steps"] if step.get("name") == "Upload the reports")
    patterns = uploaded["with"]["path"].split()
    assert [bool(list(runner.folder.glob(p.rstrip("/")))) for p in patterns] == [True] * 3


def test_a_pull_request_with_old_names_fails_and_says_what_to_change(
    author: Path, runner: Runner
) -> None:
    pull_request(author, runner, OLD)
    jobs = read(TEMPLATES / "old-names.yml")["jobs"]
    (look, _), (show, diff) = ((name, done) for name, done in runner.job(jobs["look"]))
    assert (look, show, diff.returncode) == ("Look", "Show the diff", 1)
    assert "+from data.db import NAME" in diff.stdout
    assert runner.outputs == {"code": "1"}
    assert "| `src/app/late.py:1` | `app.db.NAME` | `data.db.NAME` |" in runner.summary
    log = json.loads((runner.scratch / "rezone.sarif").read_bytes())
    (result,) = log["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "src/app/late.py"


def test_a_pull_request_without_old_names_passes(author: Path, runner: Runner) -> None:
    pull_request(author, runner, {"src/app/late.py": "import os\n"})
    jobs = read(TEMPLATES / "old-names.yml")["jobs"]
    look = next(done for _, done in runner.job(jobs["look"]))
    assert look.returncode == 0, look.stderr
    assert runner.outputs == {"code": "0"}
    assert "None in the files looked at." in runner.summary
    show = next(step for step in jobs["look"]["steps"] if step.get("name") == "Show the diff")
    assert show["if"] == "steps.look.outputs.code != '0'"


def test_the_names_are_rewritten_on_the_branch(author: Path, runner: Runner) -> None:
    pull_request(author, runner, OLD)
    job = read(TEMPLATES / "old-names.yml")["jobs"]["rewrite"]
    assert {name: done.stderr for name, done in runner.job(job) if done.returncode} == {}
    git(author, "fetch", "-q")
    assert git(author, "show", "origin/topic:src/app/late.py") == "from data.db import NAME"
    assert git(author, "merge-base", "--is-ancestor", "origin/main", "origin/topic") == ""
    assert "1 old name rewritten in 1 file." in runner.summary


@pytest.mark.parametrize("fix", ["true", "false"])
def test_the_action(author: Path, runner: Runner, fix: str) -> None:
    pull_request(author, runner, OLD)
    action = read(ROOT / "action.yml")
    for name, given in action["inputs"].items():
        runner.context[f"inputs.{name}"] = EXPRESSION.sub(
            lambda match: runner.context.get(match[1], ""), given["default"]
        )
    runner.context["inputs.fix"] = fix
    ((_, done),) = runner.job(action["runs"])
    assert done.returncode == (0 if fix == "true" else 1), done.stderr
    assert runner.outputs == {"found": "true"}
    assert json.loads((runner.folder / "rezone.sarif").read_bytes())["runs"][0]["results"]
    text = (runner.folder / "src/app/late.py").read_text()
    assert ("data.db" in text) is (fix == "true")
    assert ("+from data.db import NAME" in done.stdout) is (fix == "false")


def test_a_revision_that_is_not_there_is_no_finding(runner: Runner) -> None:
    runner.context["github.event.pull_request.base.sha"] = "0" * 40
    job = read(TEMPLATES / "old-names.yml")["jobs"]["look"]
    ((name, done),) = runner.job(job)
    assert (name, done.returncode) == ("Look", 1)
    assert "fetch-depth: 0" in done.stderr


def test_the_hooks_of_init_run_in_pre_commit(author: Path, runner: Runner) -> None:
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


def test_the_hooks_offered_to_others_are_valid_and_their_commands_exist(runner: Runner) -> None:
    manifest = ROOT / ".pre-commit-hooks.yaml"
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(manifest)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    for hook in yaml.safe_load(manifest.read_text()):
        path = [] if hook.get("pass_filenames") is False else ["src/app/web.py"]
        done = runner.run({"run": " ".join([hook["entry"], *path])})
        assert done.returncode == 0, (hook["id"], done.stderr)
