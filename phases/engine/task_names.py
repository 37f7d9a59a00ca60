"""The tasks of a workspace that a phase would rename, found before any file is rewritten."""

from __future__ import annotations

from collections.abc import Iterator

from rezone.phases.engine.workspace import Workspace
from rezone.transforms.index.modules import Index, ModulePath
from rezone.transforms.moves.name_map import NameMap
from rezone.transforms.names import last, parent
from rezone.transforms.references.source import SourceText, Unreadable
from rezone.transforms.references.tasks import MAY_HOLD, Task, is_app_in, tasks_in

_STEPS = 5
"""How many modules an application is followed through that is imported from one to the next."""


def renamed_tasks(workspace: Workspace, index: Index, names: NameMap) -> Iterator[Task]:
    """Yield each task that is named after a module that moves."""
    for module in index.by_path.values():
        if names(module.name) == module.name or not module.path.endswith(".py"):
            continue
        content = workspace.content(module.path)
        if content is None or MAY_HOLD.search(content) is None:
            continue
        try:
            tree = SourceText.decode(content, module.path).parse()
        except Unreadable:
            continue
        yield from tasks_in(tree, module, lambda name: _is_app(name, workspace, index))


def _is_app(name: str, workspace: Workspace, index: Index) -> bool | None:
    for _ in range(_STEPS):
        module: ModulePath | None = index.source_of(parent(name))
        content = None if module is None else workspace.content(module.path)
        if module is None or content is None:
            return None
        try:
            tree = SourceText.decode(content, module.path).parse()
        except Unreadable:
            return False
        found = is_app_in(tree, module, last(name))
        if isinstance(found, bool):
            return found
        if not found:
            return False
        name = found
    return False
