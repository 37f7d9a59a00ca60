"""Every command and option, from click."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
from markdown import code, head, table

from rezone.codemods.cli.main import COMMANDS, main

_INTRODUCTION = """
What each command does and prints, with examples: [commands](commands.md). The options of this \
table stand before or after the name of every command:

"""


def page() -> str:
    """Return the page."""
    common = {name for parameter in main.params for name in parameter.opts}
    text = head("Every option", "the command line itself") + _INTRODUCTION + _options(main, set())
    for name, command in _commands():
        text += f"\n## rezone {name}\n\n{_about(command)}\n"
        arguments = ", ".join(map(code, _arguments(command)))
        text += f"\nArguments: {arguments}.\n" if arguments else ""
        options = _options(command, common)
        text += f"\n{options}" if options else "\nNo options of its own.\n"
        examples = list(_examples(command))
        if examples:
            text += "\n" + table(("example", "what it does"), examples)
    return text


def _commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from ((f"{name} {below}", found) for below, found in command.commands.items())
        else:
            yield name, command


def _about(command: click.Command) -> str:
    prose = (command.help or "").partition("\b")[0]
    return "\n\n".join(" ".join(part.split()) for part in prose.strip().split("\n\n"))


def _examples(command: click.Command) -> Iterator[tuple[str, str]]:
    """Yield the examples of the help, each with what stands behind it."""
    for line in (command.help or "").partition("\b")[2].splitlines():
        example, _, what = re.sub(r" {2,}", "\t", line.strip()).partition("\t")
        if example.startswith("rezone"):
            yield code(example), what


def _arguments(command: click.Command) -> Iterator[str]:
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            name = parameter.metavar or (parameter.name or "").upper()
            yield name if parameter.required else f"[{name}]"


def _options(command: click.Command, left_out: set[str]) -> str:
    rows = [
        (_names(option), _default(option), f"{option.help or ''} {_choices(option)}".strip())
        for option in command.params
        if isinstance(option, click.Option) and not left_out & set(option.opts)
    ]
    return table(("option", "default", "what it does"), rows) if rows else ""


def _names(option: click.Option) -> str:
    names = [*option.opts, *option.secondary_opts]
    return ", ".join(code(f"{name} {_value(option)}".strip()) for name in names)


def _value(option: click.Option) -> str:
    if option.is_flag or option.count:
        return ""
    if isinstance(option.type, click.Choice):
        return (option.name or "").rpartition("_")[2].upper()
    return option.metavar or option.type.name.upper()


def _choices(option: click.Option) -> str:
    """Say what may be chosen.  Bars would not do: in a table not every renderer takes them."""
    if not isinstance(option.type, click.Choice):
        return ""
    return f"One of: {', '.join(code(str(choice)) for choice in option.type.choices)}."


def _default(option: click.Option) -> str:
    return code(str(option.default)) if option.show_default else ""
