"""`rezone init`, `status`, `recover` and `rewrite`."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from rezone.phases.plan.read import load

PLAN = """\
[workspace]
roots = ["src"]
[[phases]]
number = 1
title = "First"
[[phases.moves]]
source = "app.db"
target = "data.db"
[[phases]]
number = 2
title = "Second"
depends_on = [1]
[[phases.moves]]
source = "app.web"
target = "pages.web"
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    files = {
        "rezone.toml": PLAN,
        "src/app/__init__.py": "",
        "src/app/db.py": "NAME = 'db'\n",
        "src/app/web.py": "from .db import NAME\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_init_writes_a_plan_that_reads_and_keeps_what_is_there(rezone, tmp_path: Path) -> None:
    (tmp_path / "src/app").mkdir(parents=True)
    (tmp_path / "src/app/__init__.py").touch()
    done = rezone("init", "--root", tmp_path, "--format", "json")
    assert json.loads(done.stdout) == {
        "written": [
            "rezone.toml",
            ".libcst.codemod.yaml",
            "fixit.toml",
            ".github/workflows/migration.yml",
            ".github/workflows/old-names.yml",
            ".pre-commit-config.yaml",
        ],
        "kept": [],
        "guessed": {
            "roots": ["src"],
            "domains": {"app": ["app"]},
            "runner": [],
            "tests": [],
            "apps": [],
        },
    }
    assert load(tmp_path).workspace.roots == ("src",)
    (tmp_path / "rezone.toml").write_text("# mine\n")
    again = rezone("init", "--root", tmp_path)
    assert "rezone.toml exists and stays as it is" in again.stdout
    assert (tmp_path / "rezone.toml").read_text() == "# mine\n"


def test_init_tells_what_it_guessed(rezone, tree: Path) -> None:
    (tree / "rezone.toml").unlink()
    (tree / "tests").mkdir()
    (tree / "tests/test_app.py").write_text("import pytest\n\ndef test_it(): pass\n")
    (tree / "src/app/web.py").write_text("app = Flask(__name__)\n")
    said = rezone("init", "--root", tree).stdout
    assert "import roots: src\ndomains: app\ntests: python -m pytest tests\n" in said
    assert "applications: app.web:app\n" in said


def test_init_leaves_a_plan_in_pyproject_the_plan(rezone, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.rezone.workspace]\nroots = ["lib"]\n')
    done = rezone("init", "--root", tmp_path, "--format", "json")
    said = json.loads(done.stdout)
    assert (said["kept"], said["guessed"]) == (["pyproject.toml"], None)
    assert load(tmp_path).workspace.roots == ("lib",)


def test_init_in_a_folder_of_a_repository_writes_no_workflows(rezone, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "part").mkdir()
    done = rezone("init", "--root", tmp_path / "part", "--format", "json")
    assert json.loads(done.stdout)["written"] == [
        "rezone.toml",
        ".libcst.codemod.yaml",
        "fixit.toml",
    ]


def test_status_follows_the_phases(rezone, tree: Path) -> None:
    def statuses() -> list[str]:
        done = rezone("status", "--root", tree, "--format", "json")
        return [phase["status"] for phase in json.loads(done.stdout)]

    assert statuses() == ["pending", "pending"]
    refused = rezone("migrate", "--phase", "2", "--execute", "--root", tree)
    assert refused.exit_code == 1
    assert "rezone migrate --phase 1 --execute first" in refused.stderr
    assert rezone("migrate", "--phase", "1", "--execute", "--root", tree).exit_code == 0
    assert statuses() == ["applied", "pending"]
    shown = rezone("status", "--root", tree).stdout
    assert re.search(r"applied  \d{4}-\d\d-\d\d \d\d:\d\d UTC$", shown, re.MULTILINE), shown
    assert rezone("migrate", "--all", "--execute", "--root", tree).exit_code == 0
    assert statuses() == ["applied", "applied"]
    refused = rezone("migrate", "--phase", "1", "--rollback", "--root", tree)
    assert refused.exit_code == 1
    assert rezone("migrate", "--all", "--rollback", "--root", tree).exit_code == 0
    assert statuses() == ["pending", "pending"]
    assert rezone("recover", "--root", tree).stdout == "nothing was interrupted\n"


def test_rewrite_follows_only_what_has_moved(rezone, tree: Path) -> None:
    client = tree / "client.py"
    text = "from app.db import NAME\nfrom app.web import NAME as WEB\n"
    rezone("migrate", "--phase", "1", "--execute", "--root", tree)
    client.write_text(text)
    check = rezone("rewrite", "--check", client, "--root", tree)
    assert check.exit_code == 1
    assert "client.py:1: app.db.NAME → data.db.NAME" in check.stdout
    diff = rezone("rewrite", "--diff", client, "--root", tree)
    assert "+from data.db import NAME\n" in diff.stdout
    assert client.read_text() == text
    assert rezone("rewrite", tree, "--root", tree).exit_code == 0
    assert client.read_text() == "from data.db import NAME\nfrom app.web import NAME as WEB\n"
    assert rezone("rewrite", "--check", tree, "--root", tree).exit_code == 0


def test_check_fails_where_only_a_person_can_settle_what_is_left(rezone, tree: Path) -> None:
    (tree / "moves.json").write_text(
        json.dumps({"roots": ["src"], "moves": {"app.x.a": "one.a", "app.x.b": "two.b"}})
    )
    client = tree / "client.toml"
    client.write_text('[[tool.mypy.overrides]]\nmodule = "app.x.*"\n')
    arguments = ("rewrite", "--check", client, "--root", tree, "--config", tree / "moves.json")
    check = rezone(*arguments)
    assert check.exit_code == 1
    assert "client.toml:2: app.x.*: content goes to several places: one, two" in check.stderr
    assert "0 files would change; 1 names need a person" in check.stderr
    (left,) = json.loads(rezone(*arguments, "--format", "json").stdout)["left"]
    assert (left["file"], left["line"], left["old"]) == ("client.toml", 2, "app.x.*")
    client.write_text('[[tool.mypy.overrides]]\nmodule = ["one.*", "two.*"]\n')
    assert rezone(*arguments).exit_code == 0


def test_rewrite_refuses_a_swap_unless_told_that_the_files_are_old(rezone, tree: Path) -> None:
    swap = tree / "swap.json"
    swap.write_text('{"roots": ["src"], "moves": {"app.db": "app.web", "app.web": "app.db"}}')
    client = tree / "client.py"
    client.write_text("from app.db import NAME\n")
    refused = rezone("rewrite", client, "--root", tree, "--config", swap, "--phase", "1")
    assert refused.exit_code == 1
    assert "--from-before" in refused.stderr
    done = rezone("rewrite", client, "--root", tree, "--config", swap, "--from-before")
    assert done.exit_code == 0
    assert client.read_text() == "from app.web import NAME\n"


def test_rewrite_since_looks_only_at_what_the_branch_changed(rezone, tree: Path) -> None:
    def git(*arguments: str) -> None:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
        subprocess.run(command, cwd=tree, check=True, capture_output=True)

    rezone("migrate", "--phase", "1", "--execute", "--root", tree)
    (tree / "old.py").write_text("from app.db import NAME\n")
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "all")
    git("switch", "-qc", "topic")
    assert rezone("rewrite", "--check", "--since", "main", "--root", tree).exit_code == 0
    (tree / "committed.py").write_text("from app.db import NAME\n")
    git("add", "-A")
    git("commit", "-qm", "topic")
    (tree / "new.py").write_text("from app.db import NAME\n")
    found = rezone("rewrite", "--check", "--since", "main", "--root", tree, "--format", "json")
    assert json.loads(found.stdout)["changed"] == ["committed.py", "new.py"]
    found = rezone(
        "rewrite",
        "--check",
        "--since",
        "main",
        "--root",
        tree,
        tree / "new.py",
        "--format",
        "sarif",
    )
    assert found.exit_code == 1
    assert len(json.loads(found.stdout)["runs"][0]["results"]) == 1
    summary = rezone("rewrite", "--since", "main", "--root", tree, "--format", "markdown")
    assert "2 old names rewritten in 2 files." in summary.stdout
    assert (tree / "old.py").read_text() == "from app.db import NAME\n"
    refused = rezone("rewrite", "--check", "--since", "nowhere", "--root", tree)
    assert refused.exit_code == 1
    assert "fetch-depth: 0" in refused.stderr
