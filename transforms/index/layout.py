"""Where every file goes: moves of names as moves of paths.

Pure: what a decision needs of a file's content (two ``__init__`` for one place, an emptied
package whose ``__init__`` says nothing) is listed for the caller, who can read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from rezone.transforms.errors import PlanError
from rezone.transforms.index.modules import Index, below
from rezone.transforms.moves.move import Move
from rezone.transforms.names import ancestors, last, top

INIT = "__init__.py"


class Layout(Struct, frozen=True):
    """The tree afterwards, in paths relative to the repository root.

    *paths*: old → new for each file that moves.  *created*: new ``__init__.py`` of new parents.
    *merges*: (moved ``__init__``, existing one at its new place).  *emptied*: packages of which
    nothing but an ``__init__`` is left, innermost first.
    """

    paths: Mapping[str, str]
    created: tuple[str, ...]
    merges: tuple[tuple[str, str], ...]
    emptied: tuple[str, ...]

    @property
    def restored(self) -> frozenset[str]:
        """The ``__init__.py`` that move, and leave an empty one for the modules beside them."""
        return frozenset(path for path in self.created if path in self.paths)


def folder_in(root: str, name: str) -> str:
    """Return the folder of package *name* below *root*."""
    tail = name.replace(".", "/")
    return f"{root}/{tail}" if root and tail else root or tail


def root_for(index: Index, target: str, target_root: str | None, source_root: str) -> str:
    """Return the root that *target* is created in.

    The root that already holds the longest part of its package; the configured target root where
    several do or none does; else the root its source comes from.
    """
    for package in [*reversed(ancestors(target)), top(target)]:
        holding = [root for root, _ in index.folders_of(package)]
        if holding:
            # Portions of a namespace package lie in several: each keeps what it has.
            wanted = (root for root in (target_root, source_root) if root in holding)
            return next(wanted, holding[0])
    return source_root if target_root is None else target_root


def _module_files(index: Index, source: str, alone: bool) -> list[tuple[str, str]]:
    """Return (root, path) of the files that are the module *source* itself.

    Stubs are among them, what was compiled of it, and its declarations for Cython.
    """
    files = [(m.root, m.path) for m in index.modules.get(source, ())]
    if alone or not files or source in index.packages:
        return files
    root, path = files[0]
    stem = path.rpartition(".")[0]
    extensions = (
        f for f in index.files if f.startswith(stem + ".") and f.endswith((".so", ".pyd", ".pxd"))
    )
    return files + [(root, f) for f in extensions]


def _claims(index: Index, move: Move) -> list[tuple[str, str, str]]:
    """Return (root, old path, tail) for everything *move* takes along.

    *tail* is what follows the target's folder (``/x/data.json``) or, for a single file, its
    suffix behind the target's name (``.py``, ``.pyi``, ``/__init__.py``).
    """
    if move.source in index.packages and not move.alone:
        return [
            (root, path, path[len(folder) :])
            for root, folder in index.folders_of(move.source)
            for path in index.files
            if below(path, folder) is not None
        ]
    claims = []
    for root, path in _module_files(index, move.source, move.alone):
        name = path.rpartition("/")[2]
        if move.source in index.packages:
            claims.append((root, path, "/" + name))
        else:
            claims.append((root, path, name[len(last(move.source)) :]))
    return claims


def _moved_paths(
    index: Index, moves: tuple[Move, ...], target_root: str | None, stay: frozenset[str]
) -> dict[str, str]:
    paths: dict[str, str] = {}
    specificity: dict[str, int] = {}
    for move in moves:
        for root, path, tail in _claims(index, move):
            rank = 2 * len(move.source.split(".")) + move.alone
            if path in stay or specificity.get(path, -1) > rank:
                continue
            home = folder_in(root_for(index, move.target, target_root, root), move.target)
            specificity[path] = rank
            paths[path] = home + tail
    return {old: new for old, new in paths.items() if old != new}


def _collisions(
    index: Index, paths: Mapping[str, str]
) -> tuple[list[PlanError], list[tuple[str, str]]]:
    problems: list[PlanError] = []
    merges: list[tuple[str, str]] = []
    taken: dict[str, str] = {}
    for old, new in sorted(paths.items()):
        rival = taken.get(new) or (new if new in index.files and new not in paths else None)
        taken[new] = old
        if rival is None:
            continue
        if new.endswith("/" + INIT):
            merges.append((old, rival))
        else:
            both = f"{old} and {rival} would both be {new}"
            problems.append(PlanError(both, old, hint="move one of them elsewhere, or skip it"))
    return problems, merges


def _uses_inits(index: Index, folder: str) -> bool:
    """Say whether packages in *folder* are regular ones; true where there is none to look at."""
    packages = [
        m.path.rpartition("/")[0]
        for m in index.by_path.values()
        if (tail := below(m.path, folder)) is not None and tail.count("/") == 1
    ]
    if not packages:
        return True
    return any(f"{package}/{INIT}" in index.files for package in packages)


def _new_parents(
    index: Index, moves: tuple[Move, ...], target_root: str | None, paths: Mapping[str, str]
) -> tuple[str, ...]:
    created: set[str] = set()
    arriving = set(paths.values())
    for move in moves:
        source_roots = [root for root, _, _ in _claims(index, move)]
        if source_roots:
            root = root_for(index, move.target, target_root, source_roots[0])
            created.update(new_inits(index, move.target, root))
    return tuple(sorted(created - arriving))


def _bereaved(index: Index, paths: Mapping[str, str]) -> Iterator[str]:
    """Yield each ``__init__.py`` that moves away from modules that stay or arrive below it."""
    afterwards = (index.files - paths.keys()) | set(paths.values())
    leaving = {
        path.rpartition("/")[0]: path
        for path in paths
        if path.endswith("/" + INIT) and path not in afterwards
    }
    for path in afterwards if leaving else ():
        folder = path.rpartition("/")[0] if path.endswith(".py") else ""
        while folder:
            if folder in leaving:
                yield leaving.pop(folder)
            folder = folder.rpartition("/")[0]


def new_inits(index: Index, target: str, root: str) -> Iterator[str]:
    """Yield the ``__init__.py`` of the new packages above *target* in *root*."""
    for package in ancestors(target):
        folder = folder_in(root, package)
        above = folder.rpartition("/")[0]
        new = folder not in index.folders or _is_module_now(index, package, root)
        if new and (above not in index.folders or _uses_inits(index, above)):
            yield f"{folder}/{INIT}"


def _is_module_now(index: Index, package: str, root: str) -> bool:
    """Say whether *package* is a plain module so far, so that its folder makes it a package."""
    source = index.source_of(package)
    return source is not None and not source.is_package and source.root == root


def _emptied(index: Index, moves: tuple[Move, ...], paths: Mapping[str, str]) -> tuple[str, ...]:
    """Return packages of which only ``__init__`` files are left, innermost first."""
    suspects = {
        package
        for move in moves
        for package in [*ancestors(move.source), move.source]
        if package in index.packages
    }
    arriving = set(paths.values())
    gone: set[str] = set()
    found: list[str] = []
    for package in sorted(suspects, key=lambda name: -name.count(".")):
        left = [
            path
            for _, folder in index.folders_of(package)
            for path in (index.files - paths.keys() - gone) | arriving
            if below(path, folder) is not None
        ]
        inits = {path for path in left if path.rpartition("/")[2] in (INIT, "__init__.pyi")}
        home = {folder for _, folder in index.folders_of(package)}
        if set(left) == inits and all(path.rpartition("/")[0] in home for path in inits):
            gone |= inits
            found.append(package)
    return tuple(found)


def plan_layout(
    index: Index,
    moves: tuple[Move, ...],
    target_root: str | None = None,
    stay: frozenset[str] = frozenset(),
) -> Layout:
    """Work out where every file of *moves* goes.

    *target_root* is where a target without its own root is created (None: beside its source);
    *stay* are paths that do not move although their package does.

    Raises:
        PlanError: two files for one place; the first of them, with the others in its text.
    """
    modules = tuple(move for move in moves if not move.is_symbol)
    paths = _moved_paths(index, modules, target_root, stay)
    problems, merges = _collisions(index, paths)
    if problems:
        text = "; ".join(problem.problem for problem in problems)
        raise PlanError(text, problems[0].path, hint=problems[0].hint)
    created = {
        *_new_parents(index, modules, target_root, paths),
        *_bereaved(index, paths),
    }
    return Layout(paths, tuple(sorted(created)), tuple(merges), _emptied(index, modules, paths))
