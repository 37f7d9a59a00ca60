"""One symbol to another module, without a plan.

`python -m libcst.tool codemod move_symbol.MoveSymbol --old pkg.mod:S --new pkg.other:S PATH…`
"""

from __future__ import annotations

import argparse
from pathlib import Path

from libcst.codemod import CodemodContext

from rezone.codemods.relocate import RelocateModules, add_common_arguments
from rezone.codemods.runs import session_for_move
from rezone.phases.engine.session import Session
from rezone.phases.plan.move_names import name_problem
from rezone.transforms.errors import RezoneError


def _symbol(text: str) -> str:
    problem = name_problem(text)
    if problem or ":" not in text:
        raise argparse.ArgumentTypeError(problem or f"{text!r} is no symbol: write pkg.mod:Symbol")
    return text


class MoveSymbol(RelocateModules):
    """Move a class, function or variable, and rewrite every reference to it."""

    DESCRIPTION: str = "Move one symbol to another module and make every reference follow."

    @staticmethod
    def add_args(arg_parser: argparse.ArgumentParser) -> None:
        """Add the options of the command to those of the runner."""
        add_common_arguments(arg_parser)
        for name, what in (("--old", "The symbol now"), ("--new", "The symbol afterwards")):
            arg_parser.add_argument(
                name, required=True, type=_symbol, metavar="NAME", help=f"{what}: pkg.mod:Symbol."
            )

    def __init__(
        self,
        context: CodemodContext,
        old: str = "",
        new: str = "",
        config: str | None = None,
        preview: bool = False,
        token: str = "",
    ) -> None:
        super().__init__(context, config, 1, preview, token)
        self._move = (old, new)

    def _session(self, path: Path) -> Session:
        """Return the run's session; a refusal ends the whole run, not one file of it."""
        try:
            return session_for_move(path, self._config, self._move, self._preview, self._token)
        except RezoneError as error:
            raise SystemExit(str(error)) from None
