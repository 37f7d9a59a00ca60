"""Where a command prints: a rich console that honours the common options."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from rezone.codemods.cli.options import Settings

# Wide enough for every table: what goes into a file or a pipe is searched, and must not wrap.
_PIPE_WIDTH = 10_000


def console(settings: Settings, *, stderr: bool = False) -> Console:
    """Return a console for standard output or error; it takes text as it is, without markup.

    ``--no-color`` and ``NO_COLOR`` leave bold and the like out as well.
    """
    from rich.console import Console

    is_plain = settings.color is False or bool(os.environ.get("NO_COLOR"))
    stream = sys.stderr if stderr else sys.stdout
    return Console(
        stderr=stderr,
        color_system=None if is_plain else "auto",
        markup=False,
        highlight=False,
        emoji=False,
        width=None if stream.isatty() else _PIPE_WIDTH,
    )
