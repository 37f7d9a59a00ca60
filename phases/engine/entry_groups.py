"""The groups of entry points in a workspace that are called as a module that moves."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from rezone.phases.engine.workspace import Workspace
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.references.groups import FILES, groups_in


def groups_that_move(workspace: Workspace, names: NameMap) -> Iterator[str]:
    """Yield each group that the workspace declares and *names* would rename."""
    declaring = (path for path in workspace.files if path.endswith(FILES))
    for path in declaring:
        content = workspace.content(path) if basename(path) in FILES else None
        for group in groups_in(path, content) if content is not None else ():
            if names(group) != group:
                yield group
