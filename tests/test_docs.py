"""The documents cannot lie: commands parse, links lead somewhere, the transcript is run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from rezone.codemods.cli.main import COMMANDS, main
from rezone.phases.plan.read import examine

ROOT = Path(__file__).parent.parent
DOCS = sorted(
    [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
        ROOT / "SECURITY.md",
        *ROOT.glob("docs/**/*.md"),
    ]
)
FENCE = re.compile(r"^```(?P<info>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
COMMAND = re.compile(r"^(?:\$ |- run: |\s+- run: )?(?P<line>rezone .*)$", re.MULTILINE)
INLINE = re.compile(r"`(?P<line>rezone [^`\n]+)`")
END = {"|", ">", "<", "&&", "||", ";", "#", "2>/dev/null"}


def plain(markdown: str) -> str:
    """Return the text outside fenced blocks."""
    return FENCE.sub("", markdown)


def commands(markdown: str) -> Iterator[list[str]]:
    """Yield the arguments of each ``rezone`` command line that a document shows."""
    shown = [match["line"] for match in INLINE.finditer(plain(markdown))]
    for fence in FENCE.finditer(markdown):
        shown += [match["line"] for match in COMMAND.finditer(fence["body"])]
    for line in shown:
        words = shlex.split(re.sub(r"\$\{\{.*?\}\}", "1", line))
        stop = next((n for n, word in enumerate(words) if word in END), len(words))
        yield words[1:stop]


def problem(arguments: list[str]) -> str:
    """Say what click would refuse about a command line, values left aside; ``""`` if nothing."""
    command: click.Command = main
    context = click.Context(main, info_name="rezone")
    rest = arguments
    while True:
        try:
            values, rest, _ = command.make_parser(context).parse_args(list(rest))
        except click.UsageError as error:
            return error.format_message()
        for parameter in command.params:
            chosen = values.get(parameter.name or "")
            choices = getattr(parameter.type, "choices", None)
            if choices is not None and chosen is not None and chosen not in choices:
                return f"{chosen} is no choice"
        if not isinstance(command, click.Group):
            return f"too many: {rest}" if rest else ""
        if not rest:
            return ""
        found = command.get_command(context, rest[0])
        if found is None:
            return f"there is no command {rest[0]}"
        context = click.Context(found, parent=context, info_name=rest[0])
        command, rest = found, rest[1:]


def leaves() -> Iterator[tuple[str, click.Command]]:
    """Yield each command that does something, as it is called, and the click object."""
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", below) for sub, below in command.commands.items())
        else:
            yield name, command


# The page of errors is made of messages, which name commands in part.
@pytest.mark.parametrize(
    "path",
    [path for path in DOCS if path != ROOT / "docs/reference/errors.md"],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_every_command_line_parses(path: Path) -> None:
    wrong = {
        " ".join(arguments): found
        for arguments in commands(path.read_text(encoding="utf-8"))
        if (found := problem(arguments))
    }
    assert wrong == {}


def test_the_documents_show_commands_and_a_wrong_one_would_be_noticed() -> None:
    shown = [line for path in DOCS for line in commands(path.read_text(encoding="utf-8"))]
    assert ["migrate", "--phase", "1", "--execute"] in shown
    assert "no command" in problem(["nope"])
    assert "No such option" in problem(["migrate", "--nope"])
    assert "no choice" in problem(["plan", "show", "--format", "xml"])
    assert "too many" in problem(["status", "extra"])


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file_and_a_heading(path: Path) -> None:
    broken = []
    for match in LINK.finditer(plain(path.read_text(encoding="utf-8"))):
        target, _, heading = match["target"].partition("#")
        if target.startswith(("http://", "https://")):
            continue
        file = path.parent / target if target else path
        if not file.exists() or (heading and heading not in headings(file)):
            broken.append(match["target"])
    assert broken == []


def headings(path: Path) -> set[str]:
    """Return the anchors of a Markdown file, as GitHub makes them."""
    text = plain(path.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_page_of_commands_has_each_and_leaves_options_to_the_page_that_is_made() -> None:
    text = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    sections = re.findall(r"^#{2,3} rezone ([\w ]+)$", text, re.MULTILINE)
    known = {name for name, _ in leaves()}
    assert known <= set(sections) <= known | set(COMMANDS)
    assert "\n| option |" not in text
    options = {
        option
        for command in [main, *(found for _, found in leaves())]
        for parameter in command.params
        for option in [*parameter.opts, *parameter.secondary_opts]
    }
    assert set(re.findall(r"`(--[a-z-]+)", plain(text))) - options == set()


@pytest.mark.parametrize("language", ["toml", "json"])
def test_every_plan_in_the_documents_is_one(tmp_path: Path, language: str) -> None:
    seen = 0
    for path in DOCS:
        for fence in FENCE.finditer(path.read_text(encoding="utf-8")):
            if fence["info"] == language:
                plan = tmp_path / f"plan.{language}"
                plan.write_text(fence["body"], encoding="utf-8")
                assert examine(tmp_path, plan)[1] == (), path.name
                seen += 1
    assert seen >= 2


def transcript(markdown: str) -> list[tuple[str, list[str]]]:
    """Return the commands of the console block that shows files, each with what it prints."""
    bodies = [fence["body"] for fence in FENCE.finditer(markdown) if fence["info"] == "console"]
    (body,) = [body for body in bodies if "$ cat " in body]
    steps = re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]
    return [(step.splitlines()[0], step.splitlines()[1:]) for step in steps]


def test_the_transcript_of_the_readme_is_what_happens(tmp_path: Path) -> None:
    steps = transcript((ROOT / "README.md").read_text(encoding="utf-8"))
    for command, lines in steps:
        program, _, argument = command.partition(" ")
        if program == "cat":
            file = tmp_path / argument
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            if argument.startswith("src/"):
                (file.parent / "__init__.py").touch()
            continue
        done = subprocess.run(
            [sys.executable, "-m", "rezone.codemods.cli.main", *shlex.split(argument)],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        printed = [line.rstrip() for line in done.stdout.decode().splitlines()]
        assert (done.returncode, printed, done.stderr) == (0, [s.rstrip() for s in lines], b"")
    assert {command.split()[0] for command, _ in steps} == {"cat", "rezone"}
