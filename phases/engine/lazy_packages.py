"""The packages of a phase whose re-exports become lazy, after all its names have followed."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from hashlib import sha256

from rezone.phases.engine.context import PhaseContext
from rezone.phases.engine.outcome import FileOutcome
from rezone.transforms.edits.change_set import ChangeSet
from rezone.transforms.edits.lazy_exports import LazyOutcome, make_lazy
from rezone.transforms.edits.lazy_proof import prove_lazy
from rezone.transforms.errors import PlanError, Refused
from rezone.transforms.index.import_machine import ImportFailure
from rezone.transforms.index.modules import Index, ModulePath
from rezone.transforms.records import replace
from rezone.transforms.references.imports import import_nodes
from rezone.transforms.references.model import Kind, Reference, Status, Tier
from rezone.transforms.references.source import SourceText, Unreadable

INIT = "__init__.py"


def with_lazy_packages(context: PhaseContext, outcomes: list[FileOutcome]) -> list[FileOutcome]:
    """Return *outcomes* in which the packages that the phase names re-export lazily.

    Raises:
        PlanError: such a package has no ``__init__.py``.
        Refused: it does not parse.
        Unproven: it would not offer the same names.
    """
    found = list(outcomes)
    if not context.phase.lazy:
        return found
    places = {outcome.old: place for place, outcome in enumerate(found)}
    index = _index_after(context)
    for module in _packages(context):
        content = context.workspace.read(module.path)
        place = places.get(module.path)
        if place is None:
            place = len(found)
            found.append(FileOutcome(module.path, module.path, sha256(content).hexdigest()))
        found[place] = _with_lazy_exports(context, index, module, found[place], content)
    return found


def _packages(context: PhaseContext) -> Iterator[ModulePath]:
    """Yield the ``__init__.py`` of each package that the phase makes lazy, as it is now."""
    origin = context.phase.lazy_origin
    for name in context.phase.lazy:
        module = context.index.source_of(name)
        if module is not None and module.path.endswith("/" + INIT):
            yield module
        elif origin.line:
            problem = f"{origin.key}: {name!r} is no package with an {INIT}"
            raise PlanError(problem, origin.path, origin.line)


def _index_after(context: PhaseContext) -> Index:
    layout = context.layout
    arrived = {*layout.paths.values(), *layout.created}
    return context.index.after(layout.paths.keys(), arrived)


def _with_lazy_exports(
    context: PhaseContext, index: Index, module: ModulePath, outcome: FileOutcome, content: bytes
) -> FileOutcome:
    now = context.resolver.after(module)
    assert now is not None
    written = content if outcome.content is None else outcome.content
    try:
        lazy = make_lazy(written, now, index.has)
    except Unreadable as error:
        problem = f"its re-exports cannot become lazy: {error.problem}"
        hint = f"mend it, or leave {module.name!r} out of lazy"
        raise Refused(problem, module.path, error.line, hint) from None
    references = (*outcome.references, *_told(module, content, lazy))
    if lazy.content is None:
        return replace(outcome, references=references)
    prove_lazy(written, lazy.content, now)
    return replace(outcome, content=lazy.content, references=references, proven=True, edits=())


def _told(before: ModulePath, content: bytes, lazy: LazyOutcome) -> Iterator[Reference]:
    """Yield what the report says of each name: lazy now, or why it is not."""
    lines = {
        alias.asname or alias.name: node.lineno
        for node in import_nodes(SourceText.decode(content, before.path).parse())
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for export in lazy.names:
        dot = "." if export.attribute and not export.module.endswith(".") else ""
        yield Reference(
            Kind.FROM_IMPORT,
            lines.get(export.local, 0),
            0,
            f"{before.name}.{export.local}",
            f"{export.module}{dot}{export.attribute}",
            Status.BRIDGED,
            Tier.SURE,
            "re-exported lazily",
        )
    for line, reason in lazy.left:
        yield Reference(
            Kind.FROM_IMPORT, line, 0, before.name, "", Status.KEPT, Tier.SURE, f"eager: {reason}"
        )


def lazy_hint(
    context: PhaseContext, changes: ChangeSet, failures: Iterable[ImportFailure]
) -> tuple[str, ...]:
    """Return the packages, as named now, that would break a failing chain if they were lazy."""
    contents = {c.new: c.content for c in changes.files if c.new and c.content is not None}
    origins = {c.new: c.old for c in changes.files if c.new and c.old}
    index = _index_after(context)
    found: list[str] = []
    for _, path, line in (step for failure in failures for step in failure.chain):
        old = context.index.by_path.get(origins.get(path, path))
        here = index.by_path.get(path)
        if old is None or here is None or not path.endswith("/" + INIT):
            continue
        content = contents.get(path)
        written = context.workspace.read(old.path) if content is None else content
        outcome = make_lazy(written, here, index.has)
        if line in {export.line for export in outcome.names} and old.name not in found:
            found.append(old.name)
    return tuple(found)
