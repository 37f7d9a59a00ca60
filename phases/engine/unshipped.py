"""Modules that were in a distribution and are in none after a phase: nothing lists them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from posixpath import dirname

from rezone.phases.engine.build_lists import BY_NAME, BY_SEARCH, BuildList, build_list
from rezone.phases.engine.workspace import Workspace
from rezone.phases.plan.toml_lines import KeyPath, toml_lines
from rezone.transforms.edits.change_set import ChangeSet

_BUILDERS = (("hatch",), ("setuptools",), ("flit",), ("poetry",), ("uv",))
_BUILD_FILES = ("pyproject.toml", "setup.cfg", "setup.py")


def unshipped(workspace: Workspace, changes: ChangeSet) -> Iterator[str]:
    """Yield a warning for each build file whose wheel would lose what *changes* move."""
    after = _Projects(workspace.after(changes))
    before = _Projects(workspace)
    lost: dict[tuple[str, str], set[str]] = defaultdict(set)
    for change in changes.files:
        old, new = change.old, change.new
        if old is None or new is None or old == new or not new.endswith(".py"):
            continue
        folder, said = after.of(new)
        if said is None:  # it leaves its project, or nothing is left that bears the project's name
            folder, said = before.of(old)
        if said is not None and before.ships(old) and not after.ships(new):
            lost[f"{folder}{said.path}", said.key].add(dirname(new))
    for (path, key), folders in sorted(lost.items()):
        named = ", ".join(sorted(folders)[:3]) + (" …" if len(folders) > 3 else "")
        line = _line(key, path, workspace.after(changes).read(path))
        yield (
            f"{path}:{line}: {key} does not take in {named}: a distribution would be without what "
            "moves there; list it too"
        )


def _line(key: str, path: str, content: bytes) -> int:
    """Return the line (1-based) on which the build file *path* says *key* of a `BuildList`."""
    text = content.decode("utf-8", errors="replace")
    if not path.endswith("pyproject.toml"):
        found = re.search(r"^.*?\bpackages\s*=", text, re.MULTILINE)
        return text.count("\n", 0, found.start()) + 1 if found else 1
    lines = (line for place, line in toml_lines(text).items() if _says(place, key))
    return min(lines, default=1)


def _says(place: KeyPath, key: str) -> bool:
    """Say whether *place* in a ``pyproject.toml`` is where *key* stands."""
    if key == BY_NAME:
        return place in (("project", "name"), ("tool", "poetry", "name"))
    if key == BY_SEARCH:
        return place == ("build-system",)
    return (
        place[:1] == ("tool",)
        and place[1:2] in _BUILDERS
        and ".".join(map(str, place)).endswith(f".{key}")
        and "sdist" not in place
    )


class _Projects:
    """The projects of a tree, by folder, with what each puts into its wheel."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._folders = {
            path[: -len(name)]
            for path in workspace.files
            if path.endswith(_BUILD_FILES)
            for name in _BUILD_FILES
            if path == name or path.endswith(f"/{name}")
        }
        self._known: dict[str, BuildList | None] = {}

    def of(self, path: str) -> tuple[str, BuildList | None]:
        """Return the folder of the innermost project around *path*, and what it ships."""
        folder = dirname(path)
        while folder and f"{folder}/" not in self._folders:
            folder = dirname(folder)
        prefix = f"{folder}/" if folder else ""
        if prefix not in self._known:
            self._known[prefix] = self._list(prefix) if prefix in self._folders else None
        return prefix, self._known[prefix]

    def ships(self, path: str) -> bool:
        """Say whether the file is in a wheel, for all that is known."""
        prefix, said = self.of(path)
        return said is not None and said.holds(path.removeprefix(prefix))

    def _list(self, prefix: str) -> BuildList | None:
        files = frozenset(
            path.removeprefix(prefix)
            for path in self._workspace.files
            if path.startswith(prefix) and path.endswith(".py")
        )
        return build_list(files, partial(self._read, prefix))

    def _read(self, prefix: str, name: str) -> bytes | None:
        path = f"{prefix}{name}"
        return self._workspace.content(path) if path in self._workspace.files else None
