"""Where a command prints: a rich console that honours the common options."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from rezone.codemods.cli.options import Settings

# Wide enough for every table: what goes into a file or a pipe is searched, and must not wrap.
_PIPE_WIDTH = 10_000


def console(settings: Settings) -> Console:
    """Return a console for standard output; it takes text as it is, without markup."""
    from rich.console import Console

    screen = Console(no_color=settings.color is False, markup=False, highlight=False, emoji=False)
    if not screen.is_terminal:
        screen.width = _PIPE_WIDTH
    return screen
