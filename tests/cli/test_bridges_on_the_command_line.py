"""Bridges on the command line: left, listed, removed, put back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

SCHEMA = Path(__file__).parents[2] / "docs/reference/status.schema.json"

Run = Callable[..., Result]

PLAN = """\
[workspace]
roots = ["."]

[[phases]]
number = 1
shim_until = "2001-01-31"
moves = [{ source = "app.db", target = "data.db" }, { source = "app.base", target = "base" }]
"""


@pytest.fixture
def applied(rezone: Run, tmp_path: Path) -> Path:
    tree = tmp_path
    files = {
        "app/__init__.py": "",
        "app/base.py": "B = 1\n",
        "app/db.py": "X = 1\n",
        "rezone.toml": PLAN,
    }
    for name, text in files.items():
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).write_text(text)
    done = rezone("migrate", "--phase", "1", "--execute", "--shims", "--root", tree)
    assert done.exit_code == 0, done.stderr
    assert "2 bridged" in done.stdout
    (tree / "late.py").write_text("\nimport app.db\n")
    return tree


def test_status_lists_users_and_what_is_past_its_end(rezone: Run, applied: Path) -> None:
    lines = rezone("status", "--root", applied).stdout.splitlines()
    assert lines[-4:] == [
        "bridges: 2; 1 used here; 2 past their end",
        "app/base.py: app.base -> base (until 2001-01-31, past)",
        "app/db.py: app.db -> data.db (until 2001-01-31, past)",
        "  late.py:2: import app.db",
    ]
    told = json.loads(rezone("status", "--format", "json", "--root", applied).stdout)
    Draft202012Validator(json.loads(SCHEMA.read_bytes())).validate(told)
    (phase,) = told
    assert phase["bridges"][1] == {
        "path": "app/db.py",
        "old": "app.db",
        "new": "data.db",
        "phase": 1,
        "until": "2001-01-31",
        "over": True,
        "users": [{"file": "late.py", "line": 2, "kind": "import", "name": "app.db"}],
    }


def test_what_is_used_is_refused_with_its_users(rezone: Run, applied: Path) -> None:
    done = rezone("migrate", "--drop-shims", "--root", applied)
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "app/db.py: app.db stays: it is used",
        "  late.py:2: import app.db",
        "rezone rewrite . makes references follow their modules",
    ]
    assert not (applied / "app/base.py").exists()
    assert (applied / "app/db.py").exists()


def test_after_a_rewrite_all_go_and_come_back(rezone: Run, applied: Path) -> None:
    rezone("rewrite", applied, "--root", applied)
    preview = rezone("migrate", "--drop-shims", "--dry-run", "--phase", "1", "--root", applied)
    assert preview.exit_code == 0
    assert "deleted file mode" in preview.stdout
    assert (applied / "app/db.py").exists()
    done = rezone("migrate", "--drop-shims", "--phase", "1", "--root", applied, "--format", "json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {"removed": ["app/base.py", "app/db.py"], "refused": []}
    assert not (applied / "app").exists()
    back = rezone("migrate", "--drop-shims", "--rollback", "--root", applied)
    assert back.exit_code == 0
    assert (applied / "app/db.py").exists()
    again = rezone("migrate", "--drop-shims", "--rollback", "--root", applied)
    assert again.exit_code == 1
    assert "no bridges were removed" in again.stderr
