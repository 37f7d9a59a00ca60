"""The change set of a phase: outcomes of files, and what becomes of ``__init__`` and folders."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from posixpath import dirname

from rezone.phases.engine.context import PhaseContext
from rezone.phases.engine.outcome import FileOutcome
from rezone.phases.engine.workspace import Workspace
from rezone.transforms.edits.app_labels import config_module
from rezone.transforms.edits.change_set import ChangeSet, FileChange
from rezone.transforms.errors import PlanError
from rezone.transforms.names import last
from rezone.transforms.references.own_names import LABEL_IN_APPS
from rezone.transforms.references.source import SourceText, Unreadable


def change_set(
    context: PhaseContext, outcomes: list[FileOutcome]
) -> tuple[ChangeSet, tuple[str, ...]]:
    """Return what *outcomes* change on disk, and the ``__init__`` files that go on the way.

    Raises:
        PlanError: two ``__init__`` for one place, and both say something.
    """
    removed, dropped = _merged_inits(context)
    removed |= emptied_inits(context, {p for outcome in outcomes for p in outcome.targets})
    files = [_file_change(context, outcome) for outcome in outcomes if outcome.is_change]
    files = [
        _gone(context.workspace, change.old) if change.old in dropped and change.old else change
        for change in files
        if change.old not in removed
    ]
    files += [_gone(context.workspace, path) for path in sorted(removed)]
    files += [FileChange(None, path, b"") for path in context.layout.created]
    files += [FileChange(None, path, content) for path, content in _app_configs(context, outcomes)]
    ordered = tuple(sorted(files, key=lambda f: (f.old or "", f.new or "")))
    changes = ChangeSet(ordered, removed_folders(context.index.files, files))
    return changes, tuple(sorted(removed | dropped))


def _app_configs(context: PhaseContext, outcomes: list[FileOutcome]) -> Iterator[tuple[str, bytes]]:
    """Yield the ``apps.py`` of each Django app that would be labelled otherwise and has none."""
    for outcome in outcomes:
        for reference in outcome.references if outcome.new.endswith(".py") else ():
            if reference.reason == LABEL_IN_APPS:
                new, label = context.resolver.destination(reference.old), last(reference.old)
                models = outcome.new.removesuffix(".py").removesuffix("/__init__")
                yield f"{dirname(models)}/apps.py", config_module(new, label)


def _file_change(context: PhaseContext, outcome: FileOutcome) -> FileChange:
    text = context.workspace.link(outcome.old)
    if text is not None:
        link = _link_text(context, outcome.old, outcome.new, text)
        return FileChange(outcome.old, outcome.new, None, outcome.before, link)
    return FileChange(outcome.old, outcome.new, outcome.content, outcome.before)


def _link_text(context: PhaseContext, old: str, new: str, text: str) -> str:
    """Return the text of a moved link so that it leads to the same file, moved or not."""
    if os.path.isabs(text):
        return text
    target = os.path.normpath(os.path.join(os.path.dirname(old), text))
    target = context.layout.paths.get(target, target)
    return os.path.relpath(target, os.path.dirname(new) or ".")


def _gone(workspace: Workspace, path: str) -> FileChange:
    return FileChange(path, None, None, sha256(workspace.read(path)).hexdigest())


def _merged_inits(context: PhaseContext) -> tuple[set[str], set[str]]:
    """Settle two ``__init__`` for one place: the empty one goes, two that speak are an error.

    Returns the files that are at the new place and go, and moved files that go.
    """
    removed: set[str] = set()
    dropped: set[str] = set()
    for moved, rival in context.layout.merges:
        one, other = context.workspace.read(moved), context.workspace.read(rival)
        if not one.strip() or one == other:
            dropped.add(moved)
        elif not other.strip():
            (dropped if rival in context.layout.paths else removed).add(rival)
        else:
            raise PlanError(
                f"{moved} and {rival} would both be {context.layout.paths[moved]}, "
                "and neither is empty",
                moved,
                1,
                "empty one of them, or choose another target",
            )
    return removed, dropped


def emptied_inits(context: PhaseContext, kept: set[str]) -> set[str]:
    """Return the ``__init__`` files that go: nothing is left beside them, in them or after them."""
    removed: set[str] = set()
    staying: set[str] = set()
    for package in context.layout.emptied:
        inits = [
            module.path
            for module in context.index.modules.get(package, ())
            if module.path not in context.layout.paths
        ]
        holds = any(name.startswith(package + ".") for name in staying)
        if (
            holds
            or package in kept
            or not all(says_nothing(context.workspace, path) for path in inits)
        ):
            staying.add(package)
        else:
            removed.update(inits)
    return removed


def says_nothing(workspace: Workspace, path: str) -> bool:
    """Say whether the Python file *path* has no code, but for docstrings."""
    try:
        tree = SourceText.decode(workspace.read(path), path).parse()
    except Unreadable:
        return False
    return all(
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in tree.body
    )


def removed_folders(present: frozenset[str], files: Iterable[FileChange]) -> tuple[str, ...]:
    """Return the folders that hold no file after *files* change, deepest first.

    Args:
        present: the files that are there before.
        files: what changes.
    """
    files = tuple(files)
    left = {change.old for change in files if change.old and change.old != change.new}
    arrived = {change.new for change in files if change.new is not None}
    after = _folders((present - left) | arrived)
    before = _folders(left)
    return tuple(sorted(before - after, key=lambda folder: (-folder.count("/"), folder)))


def _folders(paths: set[str] | frozenset[str]) -> set[str]:
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found
