"""The frame of the command line: common options, errors, exit codes, a light start."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import Result

from rezone.codemods.cli.main import COMMANDS, main
from rezone.codemods.cli.options import Settings, takes_settings
from rezone.transforms.errors import PlanError, PlanErrors, Refused

Run = Callable[..., Result]


@pytest.fixture
def probe(rezone: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Settings]]:
    """Return a function that runs ``rezone plan probe`` and returns the settings it got."""
    from rezone.codemods.cli.plan import plan

    got: list[Settings] = []

    @click.command()
    @takes_settings
    def probe(settings: Settings) -> None:
        got.append(settings)

    monkeypatch.setitem(plan.commands, "probe", probe)

    def run(*arguments: str | Path) -> list[Settings]:
        result = rezone(*arguments)
        assert result.exit_code == 0, result.output
        return got

    return run


@pytest.fixture
def raising(rezone: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], Result]:
    """Return a function that runs a command which raises what it is given."""
    from rezone.codemods.cli.plan import plan

    def run(error: BaseException) -> Result:
        @click.command()
        def fail() -> None:
            raise error

        monkeypatch.setitem(plan.commands, "fail", fail)
        return rezone("plan", "fail")

    return run


def test_common_options_stand_anywhere(
    probe: Callable[..., list[Settings]], tmp_path: Path
) -> None:
    common = ("--root", tmp_path, "--config", "x.toml", "-v", "--no-color")
    probe(*common, "plan", "probe")
    probe("plan", *common, "probe")
    (before, between, after) = probe("plan", "probe", *common)
    assert before == between == after
    assert after == Settings(tmp_path.resolve(), Path("x.toml"), verbosity=1, color=False)


def test_the_innermost_option_counts_and_counts_add_up(
    probe: Callable[..., list[Settings]], tmp_path: Path
) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (settings,) = probe("-vv", "--root", tmp_path, "plan", "-v", "probe", "-q", "--root", inner)
    assert settings.root == inner.resolve()
    assert settings.verbosity == 2
    assert not settings.quiet


@pytest.mark.parametrize(
    ("marker", "content"),
    [("rezone.toml", ""), ("pyproject.toml", "[tool.rezone]\n"), (".git/HEAD", "")],
)
def test_the_root_is_the_nearest_parent_with_a_plan_or_git(
    probe: Callable[..., list[Settings]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    marker: str,
    content: str,
) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / marker).parent.mkdir(exist_ok=True)
    (tmp_path / marker).write_text(content)
    (deep / "pyproject.toml").write_text('[project]\nname = "other"\n')
    monkeypatch.chdir(deep)
    (settings,) = probe("plan", "probe")
    assert settings.root == tmp_path.resolve()


@pytest.mark.parametrize("place", [("--version",), ("plan", "--version")])
def test_the_version(rezone: Run, place: tuple[str, ...]) -> None:
    result = rezone(*place)
    assert result.exit_code == 0
    assert result.output.startswith("rezone 0.")


def test_every_command_has_help_with_an_example(rezone: Run) -> None:
    seen = 0
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        below = command.commands if isinstance(command, click.Group) else {}
        for path in [(name,), *((name, sub) for sub in below)]:
            text = rezone(*path, "--help").output
            assert "Examples:" in text, path
            assert f"rezone {' '.join(path)}" in text.split("Examples:")[1], path
            assert "--root DIR" in text, path
            seen += 1
    assert seen >= 3


def test_an_unknown_command_or_option_is_bad_usage(rezone: Run) -> None:
    assert rezone("nope").exit_code == 2
    assert rezone("plan", "show", "--nope").exit_code == 2
    assert rezone("--root", "nowhere", "plan", "show").exit_code == 2


def test_errors_are_lines_with_their_exit_code(
    raising: Callable[[BaseException], Result],
) -> None:
    result = raising(Refused("it would break", "a.py", 3, "mend it"))
    assert (result.exit_code, result.stderr) == (
        1,
        "a.py:3: RZ200 it would break (hint: mend it)\n",
    )
    result = raising(PlanErrors((PlanError("x", "p", 1), PlanError("y", "p", 2))))
    assert (result.exit_code, result.stderr) == (2, "p:1: RZ101 x\np:2: RZ101 y\n")


def test_an_interrupt_ends_with_130(raising: Callable[[BaseException], Result]) -> None:
    for error in (KeyboardInterrupt(), click.Abort()):
        result = raising(error)
        assert (result.exit_code, result.stderr) == (130, "interrupted\n")


def test_an_interrupt_while_a_dataclass_is_made_ends_with_130(tmp_path: Path) -> None:
    """CPython ends such a program by the signal, as if nobody had caught the interrupt."""
    (tmp_path / "interrupted.py").write_text(
        "from rezone.codemods.cli import main\n"
        "def invoke(*_):\n"
        "    exec('raise KeyboardInterrupt')\n"
        "main.click.Group.invoke = invoke\n"
        "main.main(['status'])\n"
    )
    done = subprocess.run([sys.executable, "-m", "interrupted"], cwd=tmp_path, capture_output=True)
    assert (done.returncode, done.stderr) == (130, b"interrupted\n")


def test_a_failing_system_call_is_no_traceback(
    raising: Callable[[BaseException], Result],
) -> None:
    result = raising(OSError(28, "No space left on device", "a.py"))
    assert (result.exit_code, result.stderr) == (1, "a.py: RZ000 No space left on device\n")


def test_an_error_of_ours_is_not_hidden(raising: Callable[[BaseException], Result]) -> None:
    assert isinstance(raising(ZeroDivisionError()).exception, ZeroDivisionError)


def test_alone_it_says_that_there_is_no_plan(
    rezone: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = rezone()
    assert result.exit_code == 2
    assert "rezone init" in result.stderr
    (tmp_path / "rezone.toml").touch()
    result = rezone()
    assert result.exit_code == 0
    assert result.output.startswith("Usage:")


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def test_help_imports_nothing_slow() -> None:
    slow = ("libcst", "rich", "pathspec", "asyncio", "subprocess", "fixit")
    result = python(
        "import sys; from rezone.codemods.cli.main import main\n"
        "main(['--help'], standalone_mode=False)\n"
        f"print([name for name in {slow} if name in sys.modules], file=sys.stderr)"
    )
    assert result.stderr == "[]\n"


def test_a_reader_that_stops_early_is_no_error() -> None:
    result = python(
        "import os, sys; read, write = os.pipe(); os.close(read); os.dup2(write, 1)\n"
        "from rezone.codemods.cli.main import main\n"
        "main(['plan', 'show', '--help'])"
    )
    assert result.stderr == ""


def test_an_encoding_that_lacks_a_character_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "rezone.toml").write_text('moves.a = "über"', encoding="utf-8")
    result = python(
        "from rezone.codemods.cli.main import main\n"
        f"main(['plan', 'show', '--root', {str(tmp_path)!r}])",
        PYTHONIOENCODING="ascii",
    )
    assert result.returncode == 0
    assert "\\xfcber" in result.stdout
