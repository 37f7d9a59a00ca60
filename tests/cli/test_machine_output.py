"""`--format json`: one document on standard output, whatever happens, of a published shape."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from rezone.codemods.cli.main import COMMANDS, main

SCHEMAS = Path(__file__).parents[2] / "docs" / "reference"
REGISTRY: Registry = Registry().with_resources(
    (path.name, Resource.from_contents(json.loads(path.read_bytes())))
    for path in SCHEMAS.glob("*.schema.json")
)
PLAN = """\
[workspace]
roots = ["src"]
[[domains]]
name = "data"
packages = ["data"]
[[phases]]
number = 1
title = "First"
shims = true
moves = [
  { source = "app.db", target = "data.db" },
  { source = "app.web:page", target = "app.pages:page" },
]
[[phases]]
number = 2
depends_on = [1]
moves = [{ source = "app.taken", target = "data.taken" }]
"""
FILES = {
    "rezone.toml": PLAN,
    "src/app/__init__.py": "",
    "src/app/db.py": "NAME = 'db'\n",
    "src/app/web.py": "from .db import NAME\n\n\ndef page() -> str:\n    return NAME\n",
    "src/app/taken.py": "import os.nowhere\nHERE = 1\n",
}

Told = Callable[..., Any]


def validate(document: object, schema: str) -> None:
    Draft202012Validator({"$ref": schema}, registry=REGISTRY).validate(document)


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "config", "user.name", "Ada")
    git(tmp_path, "config", "user.email", "ada@example.invalid")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "Start")
    return tmp_path


@pytest.fixture
def told(rezone, tree: Path) -> Told:
    """Return a function that runs a command with JSON, holds it to a schema and returns it."""

    def run(*arguments: str, schema: str, code: int = 0) -> Any:
        done = rezone("--root", tree, *arguments, "--format", "json")
        assert done.exit_code == code, done.stderr
        document = json.loads(done.stdout)
        validate(document, f"{schema}.schema.json")
        return document

    return run


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.schema.json")), ids=lambda p: p.name)
def test_every_schema_is_one(path: Path) -> None:
    Draft202012Validator.check_schema(json.loads(path.read_bytes()))


def test_every_command_offers_json() -> None:
    context = click.Context(main)
    seen = []
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        for leaf in command.commands.values() if isinstance(command, click.Group) else [command]:
            choices = {p.name: getattr(p.type, "choices", ()) for p in leaf.params}
            if name not in SILENT:
                assert "json" in choices["output_format"], name
            seen.append(name)
    assert len(seen) > len(COMMANDS)


SILENT = ("completion", "dashboard")
"""Commands that report nothing: one prints a script, one writes a page."""


def test_a_phase_from_plan_to_rollback(told: Told, tree: Path) -> None:
    assert told("init", schema="init")["kept"] == ["rezone.toml"]
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "Init")
    assert len(told("plan", "show", schema="plan")["phases"]) == 2
    assert told("plan", "check", schema="plan-check")["holds"]
    assert len(told("plan", "simulate", schema="plan-simulate")) == 2
    assert told("migrate", "--phase", "1", "--dry-run", schema="migrate")["status"] == "dry_run"
    told(
        "validate", "--pre-migration", "--phase", "1", "--only", "plan", schema="validation-report"
    )
    git(tree, "switch", "-qc", "topic")
    (tree / "src/app/late.py").write_text("from app.db import NAME\n")
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "Late")
    git(tree, "switch", "-q", "main")
    applied = told("migrate", "--phase", "1", "--execute", "--commit", schema="migrate")
    assert (applied["status"], len(applied["commits"])) == ("applied", 2)
    assert {check["status"] for check in applied["checks"]} == {"passed"}
    assert json.loads((tree / "migration_reports/phase1.json").read_bytes()) == applied
    again = told("migrate", "--phase", "1", "--execute", schema="migrate")
    assert again["status"] == "nothing_to_do"
    assert told("status", schema="status")[0]["bridges"]
    assert told("export", schema="plan")["moves"]["app.db"] == "data.db"
    assert told("port", "topic", schema="port")["name"] == "topic-ported"
    git(tree, "merge", "-q", "topic")
    found = told("rewrite", "--check", "--phase", "1", schema="rewrite", code=1)
    assert [r["file"] for r in found["references"]] == ["src/app/late.py"]
    assert told("migrate", "--drop-shims", "--dry-run", schema="migrate", code=1)["refused"]
    told("rewrite", "--phase", "1", schema="rewrite")
    assert told("migrate", "--drop-shims", schema="migrate")["removed"]
    assert told("migrate", "--drop-shims", "--rollback", schema="migrate")["restored"]
    assert told("recover", schema="recover") == []
    git(tree, "commit", "-qam", "Follow")
    undone = told("migrate", "--phase", "1", "--rollback", "--commit", schema="migrate")
    assert (undone["status"], len(undone["commits"])) == ("rolled_back", 2)
    report = json.loads((tree / "migration_reports/phase1.json").read_bytes())
    validate(report, "phase-report.schema.json")
    assert report["status"] == "rolled_back"
    assert "**Rolled back**" in (tree / "migration_reports/phase1.md").read_text()


def test_every_line_of_a_log_is_of_the_published_shape(told: Told, tree: Path) -> None:
    told("migrate", "--phase", "1", "--execute", schema="migrate")
    told("migrate", "--phase", "1", "--rollback", schema="migrate")
    lines = (tree / "migration_phase1.log").read_text().splitlines()
    events = [json.loads(line) for line in lines]
    for event in events:
        validate(event, "log-event.schema.json")
    names = [event["event"] for event in events]
    assert (names[0], names[-2:]) == ("started", ["applied", "rolled_back"])
    assert set(names[1:-2]) == {"file"}


def test_a_list_where_several_phases_are_meant(told: Told, tree: Path) -> None:
    (tree / "src/app/taken.py").write_text("HERE = 1\n")
    run = ("migrate", "--all")
    assert [r["status"] for r in told(*run, "--dry-run", schema="migrate")] == ["dry_run"] * 2
    assert len(told(*run, "--execute", schema="migrate")) == 2
    assert len(told("migrate", "--phase", "1", "--rollback", "--cascade", schema="migrate")) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code", "hint"),
    [
        (("migrate", "--phase", "2", "--execute"), "RZ200", 1, "--execute first"),
        (("migrate", "--phase", "7", "--dry-run"), "RZ100", 2, "its phases: 1, 2"),
        (("migrate", "--phase", "x", "--dry-run"), "RZ100", 2, "rezone migrate --help"),
        (("migrate", "--nope"), "RZ100", 2, "rezone migrate --help"),
        (("nope",), "RZ100", 2, "rezone --help"),
        (("--nope", "status"), "RZ100", 2, "rezone --help"),
        (("--config", "none.toml", "status"), "RZ100", 2, "see --config"),
        (("validate", "--pre-migration"), "RZ100", 2, "--phase 1"),
    ],
)
def test_an_error_is_a_document_too(
    told: Told, arguments: tuple[str, ...], code: str, exit_code: int, hint: str
) -> None:
    (error,) = told(*arguments, schema="errors", code=exit_code)["errors"]
    assert error["code"] == code
    assert hint in error["hint"]


def test_all_errors_of_a_plan_with_their_lines(told: Told, tree: Path) -> None:
    (tree / "rezone.toml").write_text('typo = 1\n[moves]\n"app.nowhere" = "core"\nbad = 1\n')
    found = told("plan", "show", schema="errors", code=2)
    places = [(error["file"], error["line"]) for error in found["errors"]]
    assert places[0] == ("rezone.toml", 1)
    assert ("rezone.toml", 4) in places
    check = told("plan", "check", schema="plan-check", code=2)
    assert len(check["problems"]) > len(places) - 1


def test_people_are_told_the_same_on_standard_error(rezone, tree: Path) -> None:
    done = rezone("--root", tree, "migrate", "--phase", "2", "--execute", "--format=json")
    assert "rezone.toml:14: RZ200 phase 2 depends on phase 1" in done.stderr
    assert json.loads(done.stdout)["errors"][0]["line"] == 14
    plain = rezone("--root", tree, "migrate", "--phase", "2", "--execute")
    assert (plain.exit_code, plain.stdout, plain.stderr) == (1, "", done.stderr)


def test_phases_that_were_done_before_the_refused_one_are_told(told: Told, tree: Path) -> None:
    (tree / "src/data").mkdir()
    (tree / "src/app/late.py").write_text("from app.taken import (HERE\n")  # does not parse
    found = told("migrate", "--all", "--execute", "--no-shims", schema="errors", code=1)
    (done,) = found["done"]
    assert (done["phase"]["number"], done["status"]) == (1, "applied")
    assert "src/app/late.py" in found["errors"][0]["problem"]
