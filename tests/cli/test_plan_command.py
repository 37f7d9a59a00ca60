"""`rezone plan show` and `rezone plan check`, as a person runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

PLAN = """\
[workspace]
roots = ["src"]
[[domains]]
name = "core"
packages = ["core"]
[[phases]]
number = 1
title = "Models [bold]first[/]"
weeks = "1-2"
moves = [
  { source = "app.models", target = "core.models" },
  { source = "app.base:Base", target = "core.base:Base" },
]
skip = ["src/app/temp.py"]
[phases.renames]
"app.gone" = "core.gone"
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "src/app").mkdir(parents=True)
    for name in ("models", "base", "temp"):
        (tmp_path / f"src/app/{name}.py").touch()
    (tmp_path / "src/app/base.py").write_text("class Base: ...\n")
    (tmp_path / "rezone.toml").write_text(PLAN)
    return tmp_path


def test_show_says_what_moves_where(rezone: Run, tree: Path) -> None:
    result = rezone("plan", "show", "--root", tree)
    assert result.exit_code == 0
    lines = [line.split() for line in result.output.split("\n")]
    assert "Phase 1: Models [bold]first[/] (complexity low; risk low; weeks 1-2; 2 moves)" in (
        result.output
    )
    assert ["app.models", "core.models"] in lines
    assert ["app.base:Base", "core.base:Base", "symbol"] in lines
    assert ["app.gone", "core.gone", "name", "only"] in lines
    assert ["src/app/temp.py", "stays"] in lines
    assert ["core", "core", "nothing"] in lines


def test_show_draws_the_new_packages(rezone: Run, tree: Path) -> None:
    lines = rezone("plan", "show", "--tree", "--root", tree).output.splitlines()
    assert [line.rstrip() for line in lines] == [
        "Phase 1: Models [bold]first[/] (complexity low; risk low; weeks 1-2; 2 moves)",
        "└── core",
        "    ├── base:Base  ← app.base:Base  (symbol)",
        "    └── models  ← app.models",
    ]


def test_names_are_whole_however_long(rezone: Run, tree: Path) -> None:
    name = ".".join(["long_segment"] * 20)
    (tree / "rezone.toml").write_text(f'moves.a = "{name}"')
    assert name in rezone("plan", "show", "--root", tree).output


@pytest.mark.parametrize("form", ["json", "toml"])
def test_show_for_machines_is_the_plan_again(rezone: Run, tree: Path, form: str) -> None:
    first = rezone("plan", "show", "--root", tree, "--format", form)
    again = tree / f"again.{form}"
    again.write_text(first.output)
    assert first.exit_code == 0
    assert rezone("plan", "show", "--root", tree, "--config", again, "--format", form).output == (
        first.output
    )
    assert "core.models" in first.output


def test_check_of_a_plan_that_holds(rezone: Run, tree: Path) -> None:
    result = rezone("plan", "check", "--root", tree)
    assert (result.exit_code, result.output) == (
        0,
        "rezone.toml: the plan holds (phases: 1, moves: 2)\n"
        "phase 1: app.base:Base → core.base:Base (lines: 1)\n",
    )
    assert rezone("-q", "plan", "check", "--root", tree).output == ""


def test_check_tells_errors_of_the_text_and_of_the_workspace_at_once(
    rezone: Run, tree: Path
) -> None:
    (tree / "rezone.toml").write_text(
        'typo = 1\n[moves]\n"app.model" = "core.models"\n"app.base" = "app.temp"\n'
    )
    result = rezone("plan", "check", "--root", tree)
    assert result.exit_code == 2
    assert result.stderr.split("\n")[:-1] == [
        "rezone.toml:1: RZ101 typo: this key is unknown"
        " (hint: known: moves, shims, shim_until, domains, roots, target_root, exclude, keep,"
        " read_as, thresholds, checks)",
        "rezone.toml:3: RZ101 moves.\"app.model\": there is no module 'app.model'"
        " (hint: did you mean 'app.models'?)",
        "rezone.toml:4: RZ101 moves.\"app.base\": 'app.temp' exists already;"
        " 'app.base' would take its place"
        " (hint: choose another target, or move the one that is there first)",
    ]


def test_check_for_machines(rezone: Run, tree: Path) -> None:
    report = json.loads(rezone("plan", "check", "--root", tree, "--format", "json").stdout)
    (phase,) = report.pop("symbols")
    assert [drag["symbol"] for drag in phase["drags"]] == ["app.base:Base"]
    assert report == {
        "plan": "rezone.toml",
        "holds": True,
        "phases": 1,
        "moves": 2,
        "problems": [],
    }
    (tree / "src/app/models.py").unlink()
    result = rezone("plan", "check", "--root", tree, "--format", "json")
    (problem,) = json.loads(result.stdout)["problems"]
    assert result.exit_code == 2
    assert (problem["file"], problem["line"], problem["code"]) == ("rezone.toml", 11, "RZ101")


@pytest.mark.parametrize("command", ["show", "check"])
def test_without_a_plan(rezone: Run, tmp_path: Path, command: str) -> None:
    result = rezone("plan", command, "--root", tmp_path)
    assert result.exit_code == 2
    assert "there is no plan" in result.stderr
    assert "rezone init" in result.stderr


def test_show_of_a_wrong_plan_says_what_check_says(rezone: Run, tree: Path) -> None:
    (tree / "rezone.toml").write_text("x = \n")
    result = rezone("plan", "show", "--root", tree)
    assert result.exit_code == 2
    assert result.stderr.startswith("rezone.toml:1: RZ101 this is no valid TOML")
