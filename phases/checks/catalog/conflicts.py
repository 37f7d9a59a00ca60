"""No two files for one name: not by case, not beside a package, not in place of another library."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rezone.phases.checks.model import Check, Finding, When
from rezone.phases.checks.scene import Scene
from rezone.phases.transaction.paths import ancestors, case_key, case_keys
from rezone.transforms.index.modules import Index, ModulePath
from rezone.transforms.names import top


def _judge(scene: Scene) -> Finding:
    files, arrived = _files(scene)
    is_after = scene.when is When.POST
    index = scene.tree.index if is_after else Index.build(files, scene.tree.roots)
    arriving = index.located(arrived)
    problems = [
        *case_collisions(files, arrived),
        *_two_for_one_name(index, arriving, scene.arrived),
        *_shadowed(scene, arriving),
    ]
    return Finding(
        not problems,
        f"{len(arrived)} paths, {len(problems)} conflicts",
        "0 conflicts",
        {"paths": len(arrived), "conflicts": len(problems)},
        tuple(problems),
    )


def _files(scene: Scene) -> tuple[frozenset[str], frozenset[str]]:
    """Return the files after the phase, and those of them that it placed."""
    if scene.when is When.POST:
        files = scene.tree.workspace.files
        return files, files.intersection(scene.arrived)
    found = scene.preview
    return found.changes.after(found.present), frozenset(scene.arrived)


def case_collisions(files: Iterable[str], arrived: Iterable[str]) -> Iterator[str]:
    """Yield each path above or at *arrived* that another of *files* equals but for case."""
    told = {case_key(place) for path in arrived for place in [*ancestors(path), path]}
    spellings: dict[str, set[str]] = {}
    places = set(files)
    for folder in {path.rpartition("/")[0] for path in places}:
        places.update([folder, *ancestors(folder)] if folder else [])
    for place, key in case_keys(places).items():
        if key in told:
            spellings.setdefault(key, set()).add(place)
    for key in sorted(told):
        if len(spellings.get(key, ())) > 1:
            yield f"differ only by case: {', '.join(sorted(spellings[key]))}"


def _two_for_one_name(
    index: Index, arrived: Mapping[str, ModulePath], before: Mapping[str, str | None]
) -> Iterator[str]:
    """Yield the names of *arrived* that several files have, unless the same ones shared a name."""
    for name in sorted({module.name for module in arrived.values()}):
        paths = [m.path for m in index.files_of(name) if not m.path.endswith(".pyi")]
        olds = [old and index.locate(old) for old in map(before.get, paths)]
        if len({old and old.name for old in olds}) == 1 and all(olds):
            continue
        if len(paths) > 1:
            yield f"{name} is {' and '.join(paths)}"


def _shadowed(scene: Scene, arrived: Mapping[str, ModulePath]) -> Iterator[str]:
    """Yield top-level packages of the phase's making that hide a library of the same name."""
    sources = {top(planned.move.source) for planned in scene.phase.moves}
    tops = {top(module.name) for module in arrived.values()} - sources
    for name in sorted(tops & sys.stdlib_module_names):
        yield f"{name} has the name of a module of the standard library"
    others = sorted(tops - sys.stdlib_module_names)
    if others and not scene.is_quick:
        roots = [(scene.tree.root / root).resolve() for root in scene.tree.roots]
        for name, place in scene.tree.ask("installed_modules", others, timeout=60).items():
            if place and not any(Path(place).resolve().is_relative_to(root) for root in roots):
                yield f"{name} has the name of an installed package: {place}"


CHECK = Check(
    "conflicts",
    "No two files for one name",
    frozenset({When.PRE, When.POST}),
    _judge,
    quick=frozenset({When.PRE, When.POST}),
)
