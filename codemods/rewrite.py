"""References only, files stay: `python -m libcst.tool codemod rewrite.RewriteReferences PATH…`."""

from __future__ import annotations

import argparse
from pathlib import Path

import libcst as cst
from libcst.codemod import CodemodCommand, CodemodContext, SkipFile

from rezone.codemods.relocate import add_common_arguments, unchanged
from rezone.codemods.runs import references_for, root_of
from rezone.transforms.edits.tree import apply_to_tree
from rezone.transforms.errors import RezoneError
from rezone.transforms.references.source import SourceText


class RewriteReferences(CodemodCommand):
    """Rewrite references to modules that have moved; no file changes its place."""

    DESCRIPTION: str = "Make references follow modules that have moved already; files stay."

    @staticmethod
    def add_args(arg_parser: argparse.ArgumentParser) -> None:
        """Add the options of the command to those of the runner."""
        add_common_arguments(arg_parser)
        arg_parser.add_argument(
            "--from-before",
            action="store_true",
            help="The files are from before the phases: chains and swaps mean what they say.",
        )

    def __init__(
        self,
        context: CodemodContext,
        config: str | None = None,
        preview: bool = False,
        token: str = "",
        from_before: bool = False,
    ) -> None:
        super().__init__(context)
        self._config = None if config is None else Path(config)
        self._preview = preview
        self._token = token
        self._from_before = from_before

    def transform_module_impl(self, tree: cst.Module) -> cst.Module:
        """Return the file's tree with its references rewritten."""
        path = Path(self.context.filename or "").resolve()
        try:
            root = root_of(path)
            rewrite = references_for(self._token, root, self._config, self._from_before)
            content = path.read_bytes()
            outcome = rewrite(path.relative_to(root).as_posix(), content)
        except RezoneError as error:
            raise SystemExit(str(error)) from None
        if outcome.content is None:
            return unchanged(tree, path)
        if tree.bytes == content:
            source = SourceText.decode(content, path.as_posix())
            return apply_to_tree(tree, source, outcome.edits)
        if not self._preview:
            path.write_bytes(outcome.content)
        raise SkipFile("written by rezone itself: LibCST would lose a byte of it")
