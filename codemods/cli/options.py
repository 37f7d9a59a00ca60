"""The options every command takes, before or after its name, and what they add up to."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import click
from msgspec import Struct

P = ParamSpec("P")
R = TypeVar("R")

_GIVEN = "rezone.codemods.cli.options"


class Settings(Struct, frozen=True):
    """What the common options say.

    *root* is absolute; *config* is the plan file that was named, if any.  *verbosity* counts
    ``-v`` up and ``-q`` down from 0.  *color* is false when it is refused, else ``None``: the
    terminal decides.
    """

    root: Path
    config: Path | None = None
    verbosity: int = 0
    color: bool | None = None

    @property
    def quiet(self) -> bool:
        """Say whether only problems are to be printed."""
        return self.verbosity < 0


def common_options(command: Callable[P, R]) -> Callable[P, R]:
    """Add the options that every command and group takes; the innermost one given counts."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def takes_settings(command: Callable[Concatenate[Settings, P], R]) -> Callable[P, R]:
    """Add the common options, and pass what they say as first argument."""

    @common_options
    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return command(current_settings(), *args, **kwargs)

    return run


def current_settings() -> Settings:
    """Return what the common options of the running command line say, defaults filled in."""
    return settings_of(click.get_current_context())


def settings_of(context: click.Context) -> Settings:
    """Return what the common options say in *context*, also where it only completes a line."""
    given = _given(context)
    root = given.get("root")
    if root is None:
        from rezone.phases.plan.find import find_root

        root = find_root(Path.cwd())
    return Settings(
        root=root.resolve(),
        config=given.get("config"),
        verbosity=given.get("verbose", 0) - given.get("quiet", 0),
        color=given.get("color"),
    )


def _given(context: click.Context) -> dict[str, Any]:
    """Return the values given so far; click shares ``meta`` among nested commands."""
    given: dict[str, Any] = context.meta.setdefault(_GIVEN, {})
    return given


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Note an option that was given: a path replaces, a count adds to the one further out."""
    name = parameter.name
    given = _given(context)
    if value is None or name is None:
        return
    given[name] = given.get(name, 0) + value if isinstance(value, int) else value


def _refuse_color(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        context.color = _given(context)["color"] = False


_OPTIONS = (
    click.option(
        "--root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar="DIR",
        expose_value=False,
        callback=_keep,
        help="The repository; default: the nearest parent with a plan or a .git.",
    ),
    click.option(
        "--config",
        type=click.Path(path_type=Path),
        metavar="FILE",
        expose_value=False,
        callback=_keep,
        help="The plan; default: rezone.toml, else [tool.rezone] of pyproject.toml.",
    ),
    click.option(
        "-q", "--quiet", count=True, expose_value=False, callback=_keep, help="Only say problems."
    ),
    click.option(
        "-v", "--verbose", count=True, expose_value=False, callback=_keep, help="Say more."
    ),
    click.option(
        "--no-color",
        is_flag=True,
        expose_value=False,
        callback=_refuse_color,
        help="Plain output; NO_COLOR in the environment does the same.",
    ),
    click.version_option(package_name="rezone", message="%(package)s %(version)s"),
    click.help_option("-h", "--help"),
)


def format_option(*formats: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Add ``--format`` with *formats* beside ``text`` and ``json``, passed as *output_format*."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(["text", "json", *formats]),
        default="text",
        show_default=True,
        help="For people or for machines.",
    )
