"""The group `rezone`: finds the command, and turns what went wrong into a message and a code."""

from __future__ import annotations

import errno
import sys
from functools import cache
from importlib import import_module
from typing import Any, NoReturn

import click

from rezone.codemods.cli.failures import Interrupted, as_error, print_json, wants_json
from rezone.codemods.cli.options import common_options, current_settings
from rezone.transforms.errors import RezoneError

COMMANDS = {
    "init": "rezone.codemods.cli.init",
    "plan": "rezone.codemods.cli.plan",
    "migrate": "rezone.codemods.cli.migrate",
    "validate": "rezone.codemods.cli.validate",
    "status": "rezone.codemods.cli.status",
    "dashboard": "rezone.codemods.cli.dashboard",
    "recover": "rezone.codemods.cli.recover",
    "rewrite": "rezone.codemods.cli.rewrite",
    "export": "rezone.codemods.cli.export",
    "port": "rezone.codemods.cli.port",
    "completion": "rezone.codemods.cli.completion",
}
"""Each command and its module, which holds it under the same name, in the order of the help.

The modules import what is slow inside functions, so that the help can read all of them.
"""


COMPLETES = "_REZONE_COMPLETE"
"""What a shell sets when it asks for suggestions."""

_JSON = "rezone.codemods.cli.json"


class Rezone(click.Group):
    """A group whose commands are imported when they are needed, and the one place for errors."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - signature of click
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - signature of click
        cmd_name: str,
    ) -> click.Command | None:
        """Return the command *cmd_name*, ``None`` if there is none."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command line, or complete one: also as ``python -m``, whose name is another."""
        _collect_seldom()
        return super().main(*args, **{"complete_var": COMPLETES, **kwargs})

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Read the options before the command's name, and note whether JSON is wanted."""
        is_json = wants_json(args)
        try:
            context = super().make_context(info_name, args, parent, **extra)
        except click.ClickException as error:
            if is_json:
                print_json(as_error(error))
            raise
        context.meta[_JSON] = is_json
        return context

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what a user can cause ends in one line and an exit code."""
        _accept_any_character()
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            _come_to_an_end()
        except RezoneError as error:
            _fail(ctx, error, str(error))
        except (KeyboardInterrupt, click.Abort):
            # CPython remembers an interrupt that left exec(), which dataclasses are made by, and
            # under -m it ends as if nobody had caught it; the next exec() makes it forget.
            exec("")
            _fail(ctx, Interrupted("interrupted"), "interrupted")
        except click.ClickException as error:  # click itself prints it, for people
            if ctx.meta[_JSON]:
                print_json(as_error(error), ctx)
            raise
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader has had enough: click ends without a word
                raise
            explained = _explained(error)
            _fail(ctx, explained, str(explained))
        return result


@click.group(cls=Rezone, invoke_without_command=True)
@common_options
@click.pass_context
def main(context: click.Context) -> None:
    """Move Python modules into domain packages, phase by phase; every reference follows.

    \b
    Examples:
      rezone init                             a plan to fill in
      rezone plan check                       what is wrong with it
      rezone migrate --phase 1 --dry-run      what phase 1 would change
      rezone migrate --phase 1 --execute      do it
      rezone migrate --phase 1 --rollback     undo it, to the byte
      rezone --root ../shop status            the options stand before or after the command

    The options below stand before or after the name of a command.
    """
    if context.invoked_subcommand is None:
        from rezone.phases.plan.find import find_plan

        click.echo(context.get_help())
        settings = current_settings()
        find_plan(settings.root, settings.config)


@cache
def _collect_seldom() -> None:
    """Look for reference cycles seldom, and not at the end: a command leaves few of them."""
    import atexit
    import gc

    gc.set_threshold(_CYCLES)
    atexit.register(gc.freeze)


_CYCLES = 200_000
"""Objects between two looks, which are some 20 MB."""


@cache
def _come_to_an_end() -> None:
    """Let a Ctrl-C that comes while the interpreter shuts down be too late: all is done."""
    import atexit
    import signal

    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)


def _fail(context: click.Context, error: RezoneError, text: str) -> NoReturn:
    if context.meta[_JSON]:
        print_json(error, context)
    click.echo(text, err=True)
    context.exit(error.exit_code)


def _explained(error: OSError) -> RezoneError:
    return RezoneError(error.strerror or str(error), str(error.filename or ""))


def _accept_any_character() -> None:
    """Write what the terminal's encoding lacks as an escape instead of failing on it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main()
