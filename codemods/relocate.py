"""LibCST commands that carry a phase out through libcst's own codemod runner.

`python -m libcst.tool codemod relocate.RelocateModules --config plan.toml --phase 2 PATH…`
"""

from __future__ import annotations

import argparse
import atexit
import uuid
from collections.abc import Sequence
from pathlib import Path

import libcst as cst
from libcst.codemod import CodemodCommand, CodemodContext, SkipFile

from rezone.codemods.runs import plan_for, root_of, session_for
from rezone.phases.engine.session import Session, Task, close_session
from rezone.transforms.edits.tree import apply_to_tree
from rezone.transforms.errors import RezoneError
from rezone.transforms.references.source import SourceText


class _UnifiedDiff(argparse.Action):
    """``-u`` as libcst has it; it tells the command as well that nothing is to be written."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 - signature of argparse
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,  # noqa: ARG002 - signature of argparse
    ) -> None:
        # Zero lines of context would read as "no diff": libcst would write the files.
        namespace.unified_diff = max(1, int(str(values)))
        namespace.preview = True


def add_common_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``--config``, and let ``-u`` be known to the command."""
    parser.conflict_handler = "resolve"  # which the group below takes over: `-u` is replaced
    group = parser.add_argument_group("rezone")
    group.add_argument(
        "-u",
        "--unified-diff",
        metavar="CONTEXT",
        action=_UnifiedDiff,
        type=int,
        nargs="?",
        default=None,
        const=5,
        help="Output unified diff instead of contents. Implies outputting to stdout",
    )
    group.add_argument(
        "--config",
        metavar="FILE",
        type=_plan_file,
        default="",
        help="The plan; default: the repository's own, else the one that ships with rezone.",
    )
    token = uuid.uuid4().hex
    atexit.register(close_session, token)
    # No formatter: what is no name stays as it is, byte for byte.
    parser.set_defaults(preview=False, token=token, no_format=True)


def _plan_file(text: str) -> str | None:
    """Read the plan once before any file is touched, so that an error in it ends the run."""
    try:
        plan_for(root_of(Path.cwd() / "_"), Path(text) if text else None)
    except RezoneError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text or None


def _changed(tree: cst.Module, original: bytes, path: Path, task: Task) -> cst.Module:
    """Return the file's tree as it is to be written."""
    content = task.change.content
    assert content is not None
    if task.edits:
        changed = apply_to_tree(tree, SourceText.decode(original, path.as_posix()), task.edits)
    else:
        changed = cst.parse_module(content)  # not by edits: statements went and came
    if changed.bytes != content:
        raise AssertionError(f"{path}: the tree and the fast engine disagree")
    return changed


def unchanged(tree: cst.Module, path: Path) -> cst.Module:
    """Return *tree*, which the runner compares with the file *path* and then leaves alone.

    Raises:
        SkipFile: LibCST would lose a byte of the file, and the runner would write it so.
    """
    if tree.bytes != path.read_bytes():
        raise SkipFile("left as it is: LibCST would lose a byte of it")
    return tree


class RelocateModules(CodemodCommand):
    """Move the modules of one phase, and rewrite every reference to them."""

    DESCRIPTION: str = "Move the modules of a plan's phase and make every reference follow."
    PHASE: int | None = None

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
        self._number = self.PHASE or phase or 1
        self._preview = preview
        self._token = token or uuid.uuid4().hex

    def transform_module_impl(self, tree: cst.Module) -> cst.Module:
        """Return the file's tree with its references rewritten; move the file where it goes."""
        path = Path(self.context.filename or "")
        session = self._session(path)
        task = session.task(path)
        if task is None:
            return unchanged(tree, path)
        original = path.read_bytes()
        changed = tree
        exact = tree.bytes == original
        if exact and task.change.content is not None:
            changed = _changed(tree, original, path, task)
        moves = task.change.new != task.change.old
        if exact and not moves:
            return changed
        if self._preview:
            return changed
        content = original if task.change.content is None else task.change.content
        if moves:
            session.relocate(task.change, content)
        else:
            path.write_bytes(content)
        if not exact:
            # Returning the tree would let the runner write what LibCST cannot print exactly.
            raise SkipFile("written by rezone itself: LibCST would lose a byte of it")
        return tree

    def _session(self, path: Path) -> Session:
        """Return the run's session; a refusal ends the whole run, not one file of it."""
        try:
            return session_for(path, self._config, self._number, self._preview, self._token)
        except RezoneError as error:
            raise SystemExit(str(error)) from None
