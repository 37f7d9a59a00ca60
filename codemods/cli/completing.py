"""Values that a shell completes: phases of the plan, checks, branches.

Completing never fails: where the plan cannot be read, there is nothing to offer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from rezone.codemods.cli.options import settings_of
from rezone.transforms.errors import RezoneError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class PhaseNumber(click.ParamType):
    """The number of a phase of the plan."""

    name = "N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number; whether the plan has it is found out later."""
        number = click.INT.convert(value, param, ctx)
        assert isinstance(number, int)
        return number

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the phases of the plan that are not named yet, with their titles."""
        from rezone.phases.plan.read import load

        settings = settings_of(ctx)
        try:
            plan = load(settings.root, settings.config)
        except (RezoneError, OSError):
            return []
        named = ctx.params.get(param.name or "") if param.multiple else None
        open_ones = (phase for phase in plan.phases if phase.number not in (named or ()))
        return _fitting(((str(p.number), p.title) for p in open_ones), incomplete)


class CheckId(click.ParamType):
    """The id of a check; any text, for an unknown one is told with the nearest that there is."""

    name = "ID"

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - signature of click
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Return the checks, with what they are called."""
        from rezone.phases.checks.registry import checks

        return _fitting(((check.id, check.title) for check in checks()), incomplete)


class Revision(click.ParamType):
    """A revision of git; any text, for git knows more forms than names."""

    def __init__(self, name: str) -> None:
        self.name = name

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - signature of click
        incomplete: str,
    ) -> list[CompletionItem]:
        """Return the branches and tags of the repository."""
        from rezone.phases.git.history import names

        return _fitting(((name, "") for name in names(settings_of(ctx).root)), incomplete)


PHASE = PhaseNumber()
CHECK = CheckId()


def _fitting(pairs: Iterable[tuple[str, str]], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    fitting = (pair for pair in pairs if pair[0].startswith(incomplete))
    return [CompletionItem(value, help=told or None) for value, told in fitting]
