"""What went wrong, for people on standard error and for programs on standard output."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise

import click

from rezone.transforms.errors import RezoneError, UsageError

_DONE = "rezone.codemods.cli.done"


class Interrupted(RezoneError):
    """Somebody stopped the run; the tree is as it was: exit code 130."""

    code = "RZ300"
    exit_code = 130


def wants_json(arguments: Sequence[str]) -> bool:
    """Say whether a command line asks for JSON; it need not be one that parses."""
    return "--format=json" in arguments or ("--format", "json") in pairwise(arguments)


def note_done(context: click.Context, reports: list[dict[str, object]]) -> None:
    """Keep what was done before something went wrong: it is told beside the error."""
    context.meta[_DONE] = reports


def as_error(error: click.ClickException) -> RezoneError:
    """Return what click has against a command line as an error of ours."""
    context = getattr(error, "ctx", None)
    hint = "" if context is None else f"{context.command_path} --help"
    return UsageError(error.format_message(), hint=hint)


def print_json(error: RezoneError, context: click.Context | None = None) -> None:
    """Print *error* as the one JSON document of a command that failed.

    The shape is fixed in ``docs/reference/errors.schema.json``.
    """
    done = {} if context is None or _DONE not in context.meta else {"done": context.meta[_DONE]}
    told = {"errors": error.as_dicts(), "exit_code": error.exit_code, **done}
    click.echo(json.dumps(told, indent=2))
