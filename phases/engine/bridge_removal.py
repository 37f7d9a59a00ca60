"""Bridges taken away, and what stayed for them alone."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from rezone.phases.engine.bridge_users import uses
from rezone.phases.engine.changes import removed_folders, says_nothing
from rezone.phases.engine.context import choose_roots
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.model import Plan
from rezone.transforms.bridges.bridge import Bridge
from rezone.transforms.edits.change_set import ChangeSet, FileChange
from rezone.transforms.index.modules import Index
from rezone.transforms.names import ancestors


def without_bridges(workspace: Workspace, plan: Plan, gone: tuple[Bridge, ...]) -> ChangeSet:
    """Return the change that takes *gone* away, and the ``__init__`` files that held them alone.

    The tree is then as if they had never been left, so far as nobody has changed it since.
    """
    taken = {bridge.path for bridge in gone}
    taken |= set(_hollow_inits(workspace, plan, gone))
    left = workspace.files - taken
    files = tuple(
        FileChange(path, path, b"", digest)
        if _is_needed(path, left)
        else FileChange(path, None, None, digest)
        for path in sorted(taken)
        for digest in (sha256(workspace.read(path)).hexdigest(),)
    )
    return ChangeSet(files, removed_folders(workspace.files, files))


def _is_needed(path: str, left: frozenset[str]) -> bool:
    """Say whether modules are *left* beside an ``__init__.py``, which then stays without words."""
    folder, _, name = path.rpartition("/")
    return name == "__init__.py" and any(
        each.startswith(f"{folder}/") and each.endswith(".py") for each in left
    )


def _hollow_inits(workspace: Workspace, plan: Plan, gone: tuple[Bridge, ...]) -> Iterator[str]:
    """Yield the ``__init__`` files of packages that hold nothing else, and that nobody names."""
    index = Index.build(workspace.program, choose_roots(plan, workspace))
    left = workspace.files - {bridge.path for bridge in gone}
    above = {package for bridge in gone for package in ancestors(bridge.old)}
    named = uses(workspace, plan, above)
    for package in sorted(above, key=lambda name: -name.count(".")):
        inits = {module.path for module in index.modules.get(package, ())}
        folders = tuple(folder + "/" for _, folder in index.folders_of(package))
        held = {path for path in left if path.startswith(folders)}
        if inits == held and not named[package] and all(says_nothing(workspace, p) for p in inits):
            left -= inits
            yield from inits
