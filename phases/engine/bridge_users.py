"""Who in the repository still uses the bridges: the references that end at an old name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from rezone.phases.engine.context import PhaseContext, choose_roots
from rezone.phases.engine.examine import candidate
from rezone.phases.engine.last_look import with_leftovers
from rezone.phases.engine.outcome import FileOutcome
from rezone.phases.engine.references_only import context_of_names
from rezone.phases.engine.rewriting import rewrite_file
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Plan
from rezone.transforms.bridges.bridge import Bridge
from rezone.transforms.errors import Unproven
from rezone.transforms.index.modules import Index
from rezone.transforms.moves.move import Move
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.names import is_within
from rezone.transforms.records import replace
from rezone.transforms.references.leftovers import OldNames
from rezone.transforms.references.model import Status


class Use(Struct, frozen=True):
    """A place that names what a bridge stands for: *file* is posix, *line* 1-based.

    *kind* is the form of the reference, *name* what is named, as a whole.
    """

    file: str
    line: int
    kind: str
    name: str

    def __str__(self) -> str:
        """Return ``file:line: kind name``."""
        return f"{self.file}:{self.line}: {self.kind} {self.name}"


def uses(workspace: Workspace, plan: Plan, names: Iterable[str]) -> dict[str, tuple[Use, ...]]:
    """Return who in *workspace* uses each of *names*: of bridges, or of packages above them.

    Text that cannot be told from a name counts; what is known to be none (history, a URL) does
    not, and neither do paths.
    """
    wanted = sorted(set(names))
    found: dict[str, list[Use]] = {name: [] for name in wanted}
    if not wanted:
        return {}
    context = _context(workspace, plan, wanted)
    left = OldNames(tuple(name for name in wanted if "." in name), (), context.index.has)
    paths = sorted(workspace.program - context.plan_files)
    for path in paths:
        content = candidate(context, path)
        if isinstance(content, bytes):
            for name, use in _uses(_told(context, path, content, left), wanted):
                found[name].append(use)
    return {name: tuple(dict.fromkeys(listed)) for name, listed in found.items()}


def _told(context: PhaseContext, path: str, content: bytes, left: OldNames) -> FileOutcome:
    """Return what would become of a file, and the names in it that the references do not tell."""
    outcome = _outcome(context, path, content)
    known = outcome.references
    also = (
        found
        for found in with_leftovers(left, outcome, content).references[len(known) :]
        if not any(each.line == found.line and found.old in each.old for each in known)
    )
    return replace(outcome, references=(*known, *also))


def _outcome(context: PhaseContext, path: str, content: bytes) -> FileOutcome:
    """Return what would become of a file; where that cannot be proven, its text has to do."""
    try:
        return rewrite_file(context, path, content)
    except Unproven:
        return FileOutcome(path, path, "")


def _context(workspace: Workspace, plan: Plan, names: list[str]) -> PhaseContext:
    """Return the context in which all of *names* have moved."""
    index = Index.build(workspace.program, choose_roots(plan, workspace))
    bridges = {bridge.old: bridge for bridge in workspace.bridges.values()}
    moves = [_move(name, bridges.get(name)) for name in names]
    stays = (n for n in index.names if n not in bridges and any(is_within(n, b) for b in bridges))
    moves += [Move(name, name, alone=True) for name in stays]
    return context_of_names(workspace, plan, index, NameMap(moves))


def _move(name: str, bridge: Bridge | None) -> Move:
    if bridge is None:  # a package that holds bridges: any other name will do
        return Move(name, f"{name}_", alone=True)
    return Move(name, bridge.new)


def _uses(outcome: FileOutcome, names: list[str]) -> Iterator[tuple[str, Use]]:
    """Yield (name of the bridge, use) for each reference of a file; the longest name wins."""
    for reference in outcome.references:
        if reference.status is Status.KEPT:
            continue
        held = [
            name
            for name in names
            if re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", reference.old)
        ]
        if held:
            use = Use(outcome.old, reference.line, reference.kind.value, reference.old)
            yield max(held, key=len), use
