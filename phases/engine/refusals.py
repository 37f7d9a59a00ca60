"""What stops a phase before anything is written, and what a person is told before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rezone.phases.engine.context import PhaseContext
from rezone.phases.engine.import_safety import broken_targets, hidden_arrivals, new_failures
from rezone.phases.engine.lazy_packages import lazy_hint
from rezone.phases.engine.outcome import FileOutcome, Preview
from rezone.phases.engine.rewriting import names_moved
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.errors import Refused
from rezone.transforms.names import last, top
from rezone.transforms.references.model import Status


def refuse_unreadable(context: PhaseContext, outcomes: list[FileOutcome]) -> None:
    """Stop if a file that cannot be read as Python names what moves, unless the plan keeps it.

    Raises:
        Refused: all such files, with line and name.
    """
    unread = [outcome for outcome in outcomes if outcome.problem]
    if not unread:
        return
    from pathspec import GitIgnoreSpec

    allowed = GitIgnoreSpec.from_lines(context.plan.workspace.keep)
    unread = [outcome for outcome in unread if not allowed.match_file(outcome.old)]
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


def refuse_broken_imports(
    context: PhaseContext, changes: ChangeSet, edited: Iterable[str] = ()
) -> None:
    """Stop if a module that imports now would not import afterwards.

    *edited* are modules, as named afterwards, whose imports are others than before.

    Raises:
        Refused: each chain of imports that would fail.
    """
    failures = list(new_failures(context, changes, edited))
    if not failures:
        return
    hint = (
        "import the name inside the function that uses it, or move the modules of the cycle "
        "together"
    )
    packages = lazy_hint(context, changes, failures)
    if packages:
        names = ", ".join(f'"{name}"' for name in packages)
        hint = f"lazy = [{names}] in the phase makes the re-exports lazy; or {hint}"
    if edited:
        hint = "move what the symbols need along, so that their modules need each other no more"
    raise Refused(
        "\n  ".join(["the program would no longer import:", *map(str, failures)]), hint=hint
    )


def refuse_unsettled(found: Preview) -> None:
    """Stop if a person has to settle a reference.

    Raises:
        Refused: each, with file, line and reason.
    """
    unsettled = [
        f"{file.old}:{r.line}: {r.old} is {r.status}" + (f": {r.reason}" if r.reason else "")
        for file in found.files
        for r in file.references
        if r.status in (Status.BLOCKED, Status.UNKNOWN)
    ]
    if unsettled:
        raise Refused(
            "\n  ".join(["references would be left unsettled", *unsettled]),
            hint="mend them, or run without --strict",
        )


def warnings(
    context: PhaseContext, changes: ChangeSet, outcomes: list[FileOutcome]
) -> Iterator[str]:
    """Yield what does not stop the phase: broken or hidden targets, unreadable files."""
    for package, failure in broken_targets(context):
        yield (
            f"the target package {package} fails to import already, and what moves below it "
            f"will too until that is mended: {failure}"
        )
    for module, package in hidden_arrivals(context, changes):
        yield (
            f"{package} binds the name {last(module)} itself, so that the module {module} can be "
            f"imported from, but is no attribute of {package}"
        )
    for folder in _stub_packages(context):
        yield f"{folder} has stubs of what moves (PEP 561): they stay there; move them by hand"
    built = [o.new for o in outcomes if o.old != o.new and o.new.endswith(_BUILT)]
    if built:
        named = ", ".join(built[:3]) + (" …" if len(built) > 3 else "")
        yield f"build the extensions again, for they know the names they were built with: {named}"
    for outcome in outcomes:
        if outcome.problem:
            line = f":{outcome.line}" if outcome.line else ""
            yield f"{outcome.old}{line}: {outcome.problem}; left untouched"


_BUILT = (".pyx", ".so", ".pyd")


def _stub_packages(context: PhaseContext) -> list[str]:
    """Return the folders like ``src/shop-stubs`` that hold a stub of a module that moves."""
    found = set()
    for path in context.layout.paths:
        module = context.index.by_path.get(path)
        if module is not None and path.endswith(".py"):
            above = f"{module.root}/{top(module.name)}".strip("/")
            if f"{above}-stubs{path[len(above) :]}i" in context.index.files:
                found.add(f"{above}-stubs")
    return sorted(found)
