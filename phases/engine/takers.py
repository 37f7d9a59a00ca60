"""What the files of a workspace take from modules that symbols leave."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rezone.phases.engine.workspace import Workspace
from rezone.transforms.index.modules import Index
from rezone.transforms.names import last
from rezone.transforms.references.source import SourceText, Unreadable
from rezone.transforms.symbols.departing import Taken
from rezone.transforms.symbols.module_text import ModuleText, Symbols
from rezone.transforms.symbols.taking import replaced_in, taken_from


def taken_by_others(
    workspace: Workspace, index: Index, modules: Mapping[str, ModuleText], symbols: Symbols
) -> dict[str, Taken]:
    """Return what other files take from each module that symbols leave.

    Names in text count as well: ``module.name`` may be what a test patches.
    """
    homes = sorted({home for home, _ in symbols})
    return {home: _taken_from(workspace, index, modules[home]) for home in homes}


def _taken_from(workspace: Workspace, index: Index, module: ModuleText) -> Taken:
    word = re.compile(rb"\b" + re.escape(last(module.name).encode()) + rb"\b")
    full = re.compile(rf"\b{re.escape(module.name)}[.:](\w+)")
    names: set[str] = set()
    starred = everything = False
    replaced: dict[str, str] = {}
    for path in sorted(index.files - {module.here.path}):
        content = workspace.content(path)
        if content is None or word.search(content) is None:
            continue
        names.update(full.findall(content.decode("utf-8", errors="replace")))
        if not path.endswith(".py"):
            continue
        try:
            tree = SourceText.decode(content, path).parse()
        except Unreadable:
            everything = True
            continue
        here = index.here(path)
        taken = taken_from(tree, here, module.name)
        names |= taken.names
        starred |= taken.starred
        everything |= taken.everything
        for name, line in replaced_in(tree, here, module.name):
            replaced.setdefault(name, f"{path}:{line}")
    return Taken(frozenset(names), starred, everything, replaced)
