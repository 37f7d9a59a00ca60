"""An applied phase seen from the tree after it: the context that gives files their old names."""

from __future__ import annotations

from msgspec import Struct

from rezone.phases.engine.context import PhaseContext, assembled, choose_roots
from rezone.phases.engine.outcome import FileOutcome
from rezone.phases.engine.rewriting import rewrite_file
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Phase, Plan, PlannedMove
from rezone.phases.transaction.manifest import Manifest
from rezone.phases.transaction.paths import ancestors
from rezone.transforms.errors import Unproven
from rezone.transforms.index.inverse import Inverse, invert
from rezone.transforms.index.layout import Layout
from rezone.transforms.index.modules import Index
from rezone.transforms.moves.move import Move
from rezone.transforms.records import replace


class WayBack(Struct, frozen=True, dict=True):
    """The way back from one phase.

    *added* maps the files that people put where the phase made room, to where those belong.
    """

    context: PhaseContext
    inverse: Inverse
    added: dict[str, str]

    def content(self, path: str, content: bytes) -> tuple[bytes, str]:
        """Return *content* of the file that is now at *path* with the old names, and a problem.

        Where there is a problem, the content is as it was.
        """
        if not self.context.may_name(path, content) and path not in self.context.layout.paths:
            return content, ""
        try:
            outcome: FileOutcome = rewrite_file(self.context, path, content)
        except Unproven as error:
            return content, error.problem
        return content if outcome.content is None else outcome.content, outcome.problem


def way_back(workspace: Workspace, plan: Plan, phase: Phase, record: Manifest) -> WayBack:
    """Return the way back from *phase*, which *record* tells to be applied to *workspace*."""
    paths = {f.new: f.old for f in record.files if f.old and f.new and f.old != f.new}
    made = {file.new for file in record.files if file.new is not None}
    olds = {file.old for file in record.files if file.old is not None}
    # Where the phase made room; a module may have become a package meanwhile.
    room = {*record.created_folders, *(path.removesuffix(".py") for path in made)}
    since = {path for path in workspace.files if not room.isdisjoint(ancestors(path))}
    files = (workspace.files - made - since) | olds
    roots = choose_roots(plan, replace(workspace, files=files))
    before = Index.build(files, roots)
    now = Index.build(workspace.files | made, roots)
    moves = [Move(old, new) for old, new in record.moves]
    inverse = invert(now, before, paths, moves, phase.renames)
    added = {
        path: inverse.place(path)
        for folder, _ in inverse.folders
        if folder in room
        for path in workspace.below(folder)
        if path not in made
    }
    layout = Layout({**paths, **added}, (), (), ())
    index = Index.build(now.files | added.keys(), roots)
    back = replace(phase, moves=tuple(map(PlannedMove, inverse.names.moves)))
    context = assembled(workspace, plan, back, index, layout, inverse.names, inverse.homes, {})
    return WayBack(context, inverse, added)
