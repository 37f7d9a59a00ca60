"""A phase worked out completely, in memory: the change set and everything worth telling."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from hashlib import sha256

from rezone.phases.engine.collector import paused
from rezone.phases.engine.context import PhaseContext, build_context
from rezone.phases.engine.import_safety import broken_targets, new_failures
from rezone.phases.engine.outcome import FileOutcome, Preview
from rezone.phases.engine.rewriting import names_moved, rewrite_file
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Phase, Plan
from rezone.transforms.edits.change_set import ChangeSet, FileChange
from rezone.transforms.errors import PlanError, Refused
from rezone.transforms.index.modules import SOURCE_SUFFIXES
from rezone.transforms.references.source import SourceText, Unreadable

Progress = Callable[[int, int], None]


def preview(
    workspace: Workspace, plan: Plan, phase: Phase, progress: Progress | None = None
) -> Preview:
    """Work out what *phase* does to *workspace*; nothing is written.

    Raises:
        PlanErrors: the plan contradicts the workspace.
        Refused: a file that names what moves cannot be parsed, or an edit cannot be proven.
    """
    context = build_context(workspace, plan, phase)
    removed, dropped = _merged_inits(context)
    with paused():
        outcomes = list(_outcomes(context, progress))
    _refuse_unreadable(context, outcomes)
    kept = {package for outcome in outcomes for package in outcome.targets}
    removed |= _emptied_inits(context, kept)
    files = [_file_change(context, outcome) for outcome in outcomes if outcome.is_change]
    files = [
        _gone(workspace, change.old) if change.old in dropped and change.old else change
        for change in files
        if change.old not in removed
    ]
    files += [_gone(workspace, path) for path in sorted(removed)]
    files += [FileChange(None, path, b"") for path in context.layout.created]
    changes = ChangeSet(
        tuple(sorted(files, key=lambda f: (f.old or "", f.new or ""))),
        _removed_folders(context, files),
    )
    _refuse_broken_imports(context, changes)
    told = tuple(o for o in outcomes if o.is_change or o.references or o.problem)
    return Preview(
        phase.number,
        changes,
        tuple(sorted(told, key=lambda outcome: outcome.old)),
        len(workspace.files),
        context.layout.created,
        tuple(sorted(removed | dropped)),
        tuple(_warnings(context, outcomes)),
    )


def _outcomes(context: PhaseContext, progress: Progress | None) -> Iterator[FileOutcome]:
    workspace = context.workspace
    paths = sorted(context.index.files - {context.plan.source})
    moved = context.layout.paths
    for count, path in enumerate(paths, 1):
        if progress is not None and (count % 64 == 0 or count == len(paths)):
            progress(count, len(paths))
        content = _content(workspace, path)
        if content is None:
            if path in moved:
                yield _link(workspace, path, moved[path])
            continue
        is_python = path.endswith(SOURCE_SUFFIXES)
        if context.may_name(path, content) or (path in moved and is_python):
            yield rewrite_file(context, path, content)
        elif path in moved:
            yield FileOutcome(path, moved[path], sha256(content).hexdigest())


def _content(workspace: Workspace, path: str) -> bytes | None:
    """Return the bytes of a regular file, None for a link or a folder of another repository."""
    full = workspace.path(path)
    try:
        descriptor = os.open(full, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        if full.is_symlink() or full.is_dir():
            return None
        raise Refused(f"cannot be read: {error.strerror}", path) from None
    with os.fdopen(descriptor, "rb") as stream:
        try:
            return stream.read()
        except IsADirectoryError:
            return None


def _link(workspace: Workspace, old: str, new: str) -> FileOutcome:
    text = os.readlink(workspace.path(old))
    return FileOutcome(old, new, sha256(os.fsencode(text)).hexdigest())


def _file_change(context: PhaseContext, outcome: FileOutcome) -> FileChange:
    if context.workspace.is_link(outcome.old):
        text = os.readlink(context.workspace.path(outcome.old))
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


def _emptied_inits(context: PhaseContext, kept: set[str]) -> set[str]:
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
        if holds or package in kept or not all(_says_nothing(context, path) for path in inits):
            staying.add(package)
        else:
            removed.update(inits)
    return removed


def _says_nothing(context: PhaseContext, path: str) -> bool:
    import ast

    try:
        tree = SourceText.decode(context.workspace.read(path), path).parse()
    except Unreadable:
        return False
    return all(
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in tree.body
    )


def _refuse_unreadable(context: PhaseContext, outcomes: list[FileOutcome]) -> None:
    from pathspec import GitIgnoreSpec

    allowed = GitIgnoreSpec.from_lines(context.plan.workspace.keep)
    unread = [o for o in outcomes if o.problem and not allowed.match_file(o.old)]
    refused = [
        (outcome, named)
        for outcome in unread
        if (named := names_moved(context, outcome.old, context.workspace.read(outcome.old)))
    ]
    if not refused:
        return
    told = [f"{o.old}:{o.line}: {o.problem}, and it names what moves: {n}" for o, n in refused]
    paths = ", ".join(f'"{outcome.old}"' for outcome, _ in refused)
    raise Refused(
        "\n  ".join(["files that cannot be read as Python name what moves", *told]),
        hint=f"mend them, or leave them as they are with keep = [{paths}] under [workspace]",
    )


def _removed_folders(context: PhaseContext, files: list[FileChange]) -> tuple[str, ...]:
    """Return the folders that hold no file afterwards, deepest first."""
    left = {change.old for change in files if change.old and change.old != change.new}
    arrived = {change.new for change in files if change.new is not None}
    after = _folders((context.index.files - left) | arrived)
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


def _refuse_broken_imports(context: PhaseContext, changes: ChangeSet) -> None:
    failures = [str(failure) for failure in new_failures(context, changes)]
    if failures:
        raise Refused(
            "the program would no longer import:\n  " + "\n  ".join(failures),
            hint="import the name inside the function that uses it, or move the modules of the "
            "cycle together",
        )


def _warnings(context: PhaseContext, outcomes: list[FileOutcome]) -> Iterator[str]:
    for package, failure in broken_targets(context):
        yield (
            f"the target package {package} fails to import already, and what moves below it "
            f"will too until that is mended: {failure}"
        )
    for outcome in outcomes:
        if outcome.problem:
            line = f":{outcome.line}" if outcome.line else ""
            yield f"{outcome.old}{line}: {outcome.problem}; left untouched"
