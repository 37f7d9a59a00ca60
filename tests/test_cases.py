"""Every case of `tests/cases`: migrated, migrated again, rolled back, and as whole LibCST trees."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import libcst as cst
import pytest

from rezone.phases import api
from rezone.phases.engine.outcome import Preview
from rezone.transforms.edits.tree import apply_to_tree
from rezone.transforms.references.model import Status
from rezone.transforms.references.source import SourceText

CASES = Path(__file__).parent / "cases"
SECTION = re.compile(r"^=== (before|after) (\S+)( gone)?\n", re.M)


@dataclass
class Case:
    """What a case file says."""

    name: str
    roots: list[str] = field(default_factory=lambda: ["."])
    moves: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return self.name


def read(path: Path) -> Case:
    case = Case(path.stem)
    head, *parts = SECTION.split(path.read_text())
    for line in head.splitlines():
        key, _, value = line.partition(": ")
        if key == "moves":
            source, target = value.split(" -> ")
            case.moves[source] = target
        elif key == "left":
            case.left.append(value)
        else:
            case.roots = value.split()
    gone = set()
    for when, name, is_gone, text in zip(*[iter(parts)] * 4, strict=True):
        (case.before if when == "before" else case.after)[name] = text
        if is_gone:
            gone.add(name)
    for name, text in case.before.items():
        if name not in case.after and not moves_away(case, name):
            case.after[name] = text
    for name in gone:
        del case.after[name]
    return case


def moves_away(case: Case, path: str) -> bool:
    """Say whether the file is one of those that move, so that its old place must be empty."""
    for root in sorted(case.roots, key=len, reverse=True):
        inside = path if root == "." else path.removeprefix(root + "/")
        name = inside.rpartition(".")[0].removesuffix("/__init__").replace("/", ".")
        if any(name == old or name.startswith(old + ".") for old in case.moves):
            return True
    return any("/" + old.replace(".", "/") + "/" in "/" + path for old in case.moves)


def snapshot(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in root.rglob("*")
        if path.is_file() and not path.relative_to(root).parts[0].startswith("migration_")
    }


def left_alone(found: Preview) -> list[str]:
    """Return what was left, a line each: place, name, status and reason."""
    return [
        f"{file.old}:{r.line} {r.old} {r.status}: {r.reason}"
        for file in found.files
        for r in file.references
        if r.status is not Status.REWRITTEN
    ]


def output(tree: Path, case: Case) -> str:
    """Return what ``run.py`` of the tree prints, nothing where there is none."""
    program = tree / case.roots[0] / "run.py"
    program = program if program.exists() else tree / "run.py"
    if not program.exists():
        return ""
    paths = os.pathsep.join(str(tree / root) for root in case.roots)
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, program], cwd=tree, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
    return done.stdout


def cases() -> list[Case]:
    return [read(path) for path in sorted(CASES.glob("*.case"))]


@pytest.mark.parametrize("case", cases(), ids=str)
def test_case(case: Case, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for name, text in case.before.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)
    config = tmp_path / "plan.json"
    config.write_text(json.dumps({"roots": case.roots, "moves": case.moves}))
    plan = api.load(tree, config)
    found = api.preview(tree, plan, 1).preview
    assert found is not None
    for file in found.files:
        if file.edits and file.content is not None:  # the whole tree gives the same bytes
            content = (tree / file.old).read_bytes()
            source = SourceText.decode(content, file.old)
            assert (
                apply_to_tree(cst.parse_module(content), source, file.edits).bytes == file.content
            )
    assert sorted(left_alone(found)) == sorted(case.left) or not case.left
    assert not found.statuses[Status.UNKNOWN]
    told = output(tree, case)
    api.migrate(tree, plan, 1)
    assert snapshot(tree) == case.after
    assert output(tree, case) == told
    for name, text in case.after.items():
        if name.endswith(".py"):
            compile(text, name, "exec")
    assert api.migrate(tree, plan, 1).outcome is api.Outcome.NOTHING_TO_DO
    assert snapshot(tree) == case.after
    api.rollback(tree, plan, 1)
    assert snapshot(tree) == case.before


def test_every_case_is_read() -> None:
    assert len(cases()) == len(list(CASES.glob("*.case"))) > 10
