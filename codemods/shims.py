"""Bridges after the fact: `python -m libcst.tool codemod shims.WriteBridges --phase N PATH…`.

For a phase that was applied without any: each module that has moved leaves one where it was.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import libcst as cst
from libcst.codemod import CodemodCommand, CodemodContext

from rezone.codemods.relocate import add_common_arguments, unchanged
from rezone.codemods.runs import bridges_for, root_of
from rezone.transforms.errors import RezoneError


class WriteBridges(CodemodCommand):
    """Leave bridges behind for modules that have moved already; no module changes."""

    DESCRIPTION: str = "Leave bridges at the old names of modules that a phase has moved."

    @staticmethod
    def add_args(arg_parser: argparse.ArgumentParser) -> None:
        """Add the options of the command to those of the runner."""
        add_common_arguments(arg_parser)
        arg_parser.add_argument(
            "--phase", type=int, default=None, metavar="N", help="The phase; default: 1."
        )

    def __init__(
        self,
        context: CodemodContext,
        config: str | None = None,
        phase: int | None = None,
        preview: bool = False,
        token: str = "",
    ) -> None:
        super().__init__(context)
        self._config = None if config is None else Path(config)
        self._number = phase or 1
        self._preview = preview
        self._token = token

    def transform_module_impl(self, tree: cst.Module) -> cst.Module:
        """Write the bridge that leads to this module, if it has moved; return it as it is."""
        path = Path(self.context.filename or "").resolve()
        try:
            root = root_of(path)
            bridges = bridges_for(self._token, root, self._config, self._number)
        except RezoneError as error:
            raise SystemExit(str(error)) from None
        for place, content in bridges.get(path.relative_to(root).as_posix(), {}).items():
            self.warn(f"bridge: {place}")
            if not self._preview:
                target = root / place
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        return unchanged(tree, path)
