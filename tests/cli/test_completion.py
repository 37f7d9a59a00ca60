"""Completion, asked of the shells themselves: what they offer where a person presses Tab."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

from rezone.codemods.cli.main import main

PLAN = """\
[[phases]]
number = 1
title = "First"
[[phases]]
number = 12
title = "Twelfth"
[[phases]]
number = 2
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with a plan, in which the shell stands, and `rezone` on its path."""
    root, tools = tmp_path / "shop", tmp_path / "tools"
    for folder in (root, tools):
        folder.mkdir()
    (root / "rezone.toml").write_text(PLAN)
    program = tools / "rezone"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m rezone.codemods.cli.main "$@"\n')
    program.chmod(0o755)
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.invalid")
    for words in (("init", "-qb", "main"), ("commit", "-q", "--allow-empty", "-m", "x")):
        subprocess.run(["git", *identity, *words], cwd=root, check=True)
    subprocess.run(["git", "branch", "topic"], cwd=root, check=True)
    monkeypatch.chdir(root)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))
    return root


def shell(*command: str, stdin: str = "") -> list[str]:
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def in_bash(line: str) -> list[str]:
    """Return what bash offers; its own tables say which function completes `rezone`."""
    script = """
    eval "$(rezone completion bash)"
    read -ra COMP_WORDS <<< "$1"
    [[ $1 == *" " ]] && COMP_WORDS+=("")
    COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
    COMP_LINE=$1 COMP_POINT=${#1}
    function=$(complete -p rezone | sed 's/.*-F \\([^ ]*\\).*/\\1/')
    $function rezone "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
    printf '%s\\n' "${COMPREPLY[@]}"
    """
    return shell("bash", "--noprofile", "--norc", "-c", script, "bash", line)


def in_fish(line: str) -> list[str]:
    script = 'rezone completion fish | source; complete --do-complete "$argv[1]"'
    offered = shell("fish", "--no-config", "-c", script, line)
    return [each.partition("\t")[0] for each in offered]


def in_zsh(line: str) -> list[str]:
    """Return what zsh hands to its completion system, which only draws with a terminal."""
    script = """
    autoload -Uz compinit && compinit -u
    eval "$(rezone completion zsh)"
    (( $+_comps[rezone] )) || exit 3
    _describe() { print -rl -- "${(P@)3}" }
    compadd() { print -rl -- "${(P@)5}" }
    words=(${(z)1}); [[ $1 == *" " ]] && words+=("")
    CURRENT=$#words
    $_comps[rezone]
    """
    offered = shell("zsh", "-f", "-c", script, "zsh", line)
    return [each.partition(":")[0] for each in offered]


def by_protocol(line: str) -> list[str]:
    """Return what click answers when the script of any shell asks."""
    *words, last = line.split(" ")
    complete = ShellComplete(main, {}, "rezone", "_REZONE_COMPLETE")
    return [item.value for item in complete.get_completions(words[1:], last)]


ASKING = {"bash": in_bash, "fish": in_fish, "zsh": in_zsh, "protocol": by_protocol}


@pytest.fixture(params=ASKING)
def offered(request: pytest.FixtureRequest, tree: Path) -> Callable[[str], list[str]]:
    name = request.param
    if name != "protocol" and shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    ask = ASKING[name]
    return lambda line: sorted(filter(None, ask(line)))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("rezone mig", ["migrate"]),
        ("rezone plan s", ["show", "simulate"]),
        ("rezone migrate --dry", ["--dry-run"]),
        ("rezone migrate --phase 1", ["1", "12"]),
        ("rezone validate --phase 12 --phase ", ["1", "2"]),
        ("rezone validate --only con", ["conflicts"]),
        ("rezone migrate --checks f", ["full"]),
        ("rezone port to", ["topic"]),
        ("rezone port topic --onto m", ["main"]),
        ("rezone completion z", ["zsh"]),
    ],
)
def test_what_is_offered(
    offered: Callable[[str], list[str]], line: str, expected: list[str]
) -> None:
    assert offered(line) == expected


def test_the_plan_that_was_named_is_the_one_that_counts(
    offered: Callable[[str], list[str]], tree: Path
) -> None:
    (tree / "other.toml").write_text("[[phases]]\nnumber = 31\n")
    assert offered("rezone --config other.toml migrate --phase 3") == ["31"]
    assert offered("rezone migrate --config none.toml --phase ") == []
    (tree / "rezone.toml").write_text("= no plan")
    assert offered("rezone migrate --phase ") == []


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_the_script_is_one_of_the_shell(rezone, tree: Path, name: str) -> None:
    done = rezone("completion", name)
    assert done.exit_code == 0
    assert "_REZONE_COMPLETE" in done.stdout
    if shutil.which(name) is not None:
        subprocess.run([name, "-n", "/dev/stdin"], input=done.stdout, text=True, check=True)


def test_a_shell_that_is_unknown_is_bad_usage(rezone) -> None:
    assert rezone("completion", "tcsh").exit_code == 2


def test_every_phase_of_every_command_completes() -> None:
    context = click.Context(main)
    commands = [main.get_command(context, name) for name in main.list_commands(context)]
    leaves = [
        leaf
        for c in commands
        for leaf in (c.commands.values() if isinstance(c, click.Group) else [c])
    ]
    types = {
        type(p.type).__name__
        for leaf in leaves
        for p in leaf.params
        if p.name in ("phase", "phases")
    }
    assert types == {"PhaseNumber"}
